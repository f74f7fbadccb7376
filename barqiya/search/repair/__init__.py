"""Words that the archive does not know, mended to words it does. Owns the ways and their order.

Never asks for a word that the archive knows in any form: a rare word is not a slip.
"""

from barqiya.search.repair.mending import Effort, Lexicon, Mended, Repair, RepairKind, mend

__all__ = ["Effort", "Lexicon", "Mended", "Repair", "RepairKind", "mend"]
