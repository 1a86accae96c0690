from admin.new_words import without_copies


def test_a_text_sent_by_many_counts_once() -> None:
    same = "等了半个月才发货 客服一直不回消息"
    assert without_copies([same, same + "。", "包装破了", same + "！"]) == [same, "包装破了"]


def test_different_complaints_all_count() -> None:
    texts = ["等了半个月才发货，客服一直不回消息", "包装破了，里面的东西也碎了一地"]
    assert len(without_copies(texts)) == 2
