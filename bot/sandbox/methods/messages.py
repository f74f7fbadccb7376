"""Sending and editing texts, captions and buttons."""

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.access import check_editing, message_of
from bot.sandbox.methods.putting import addressed, edit, link_preview, send
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.text import caption, message_text


def send_message(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    chat, reply_to, markup = addressed(state, params)
    text, entities = message_text(params, too_long="message is too long")
    return send(
        state,
        chat,
        markup,
        text=text,
        entities=entities,
        reply_to=reply_to,
        link_preview=link_preview(params),
    )


def edit_message_text(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    if message.photo:
        raise bad_request("there is no text in the message to edit")
    text, entities = message_text(params, too_long="MESSAGE_TOO_LONG")
    content = {"text": text, "entities": entities, "link_preview": link_preview(params)}
    return edit(state, params, message, content)


def edit_message_caption(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    if not message.photo:
        raise bad_request("there is no caption in the message to edit")
    text, entities = caption(params, too_long="MEDIA_CAPTION_TOO_LONG")
    above = params.boolean("show_caption_above_media")
    content = {"text": text, "entities": entities, "caption_above": above}
    return edit(state, params, message, content)


def edit_message_reply_markup(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    return edit(state, params, message, {})


def stop_message_live_location(state: State, params: Params) -> Json:
    """https://core.telegram.org/bots/api#stopmessagelivelocation.

    No message here holds a location, so this never changes anything; its refusals tell
    whether a message exists and whether it is the bot's.
    """
    message = message_of(state, params, "edit", "message to edit")
    check_editing(state, message)
    raise bad_request("there is no live location in the message to edit")
