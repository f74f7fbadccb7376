"""`barqiya export`: the site as a run would serve it, written into a folder."""

from pathlib import Path

from barqiya.app import publishing, values
from barqiya.app.indexing import index_up_to_date
from barqiya.app.opening import opened_store
from barqiya.demo.sample import PICTURES, PICTURES_PATH
from barqiya.errors import TransportError
from barqiya.settings import Settings
from barqiya.single import only_one
from bot.naming import username
from feeds.export import Folder, Summary, export
from feeds.export.walking import Progress
from feeds.site import Place


async def export_site(
    settings: Settings, folder: Path, *, sample: bool, progress: Progress
) -> Summary:
    """Write the site into *folder*; return what was done.

    Raises :class:`~barqiya.errors.BarqiyaError` where it cannot be written.
    """
    bot = await _bot(settings)
    made_for = publishing.site(settings, sample=sample, introduced=lambda: bot)
    beside = [f"{PICTURES_PATH}/{one.name}" for one in sorted(PICTURES.iterdir())] if sample else []
    lock = values.places(settings).export
    busy = "another `barqiya export` of this store is under way; wait until it is done"
    with only_one(lock, busy):
        written_to = Folder(folder)
        try:
            async with opened_store(settings) as database:
                index = await index_up_to_date(settings, database)
                app = publishing.application(database, index, made_for, sample=sample)
                return await export(
                    app, database, made_for, written_to, beside=beside, progress=progress
                )
        finally:
            written_to.close()


async def _bot(settings: Settings) -> Place | None:
    """Return the bot that pages offer, where Telegram tells its name now."""
    if settings.sandboxed:
        return None
    try:
        name = await username(values.telegram_token(settings), values.telegram_api(settings))
    except TransportError:
        return None  # the pages are whole without it
    return Place(title=f"@{name}", url=f"https://t.me/{name}")
