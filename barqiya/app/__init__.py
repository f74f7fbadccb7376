"""The composition root: settings in, running objects out. The only place that knows all parts.

Owns which part is handed to which, the order of start and stop, and where derived files lie. Has no
rule of its own about articles, feeds or posts. Its modules are imported one by one, so that a
command that only reads the store does not wait for Telegram's library.
"""
