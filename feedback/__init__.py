"""The shopper's side: what a shop tells us, whom we ask, what we ask, and what they answer.

Events come in (events/), an order or a contact becomes an invitation (invitations/), the
questionnaire is drawn (survey/), and a shopper answers on one page (answers/).
"""
