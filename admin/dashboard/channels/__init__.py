"""How customer service was reached and what came of it: by channel, by person or bot, by agent."""
