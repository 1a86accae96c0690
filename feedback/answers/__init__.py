"""One page on which a shopper answers: the form, what it stores, and the reading of the words."""
