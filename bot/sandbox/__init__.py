"""A Telegram of our own: a strict local Bot API server and its page in the browser.

Shares nothing with the bot it serves. It never reaches Telegram; it fetches pictures by URL
when a bot asks it to, as Telegram would.
"""

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import ApiCall, Channel, Message, Person, SandboxChannel
from bot.sandbox.rates import STRICT, Rates
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import serve

__all__ = [
    "STRICT",
    "ApiCall",
    "Channel",
    "Fault",
    "FaultKind",
    "Message",
    "Person",
    "Rates",
    "Sandbox",
    "SandboxChannel",
    "serve",
]
