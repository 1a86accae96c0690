"""The servers that `answer_post.py` compares, each in a process of its own."""
