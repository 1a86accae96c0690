"""Cases: answers that somebody owes a reply to, opened by rule, due in business hours, closed."""
