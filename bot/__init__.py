"""Output 2: push and converse — posts for Telegram channels, answers for readers in chats."""
