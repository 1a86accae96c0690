"""Which part of a comment a manager sees marked for a tag."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence import LONGEST, ROOM
from nlp.reader import Reader


def marked(text: str, code: str, reader: Reader) -> str:
    """Return the evidence of a tag that the comment must have."""
    (tag,) = [tag for tag in reader.read([text])[0].tags if tag.code == code]
    return text[tag.start : tag.end]


@pytest.mark.parametrize(
    ("text", "code", "clause"),
    [
        (
            "颜色挺正，电饭煲的内胆用两周就掉漆了，蒸饭还行",
            "quality_defect",
            "电饭煲的内胆用两周就掉漆了",
        ),
        (
            "茶壶漂亮，可惜快递盒子压扁了一角，别的没话说",
            "damaged_parcel",
            "可惜快递盒子压扁了一角",
        ),
        ("咖啡香，这回发货慢得出奇，味道照旧好", "slow_shipping", "这回发货慢得出奇"),
        ("围巾手感不错。店家售后一直不回复消息。", "slow_response", "店家售后一直不回复消息"),
    ],
)
def test_a_whole_clause_is_marked_and_no_word_is_cut(
    text: str, code: str, clause: str, reader: Reader
) -> None:
    assert marked(text, code, reader) == clause


def test_of_several_faults_the_plainest_is_marked_not_the_first(reader: Reader) -> None:
    text = "这把菜刀不怎么样，切个冬瓜刀刃就崩了个口子，刀柄颜色还行"
    assert marked(text, "quality_defect", reader) == "切个冬瓜刀刃就崩了个口子"


def test_a_phrase_is_marked_in_the_clause_that_says_it_alone(reader: Reader) -> None:
    text = "刚打给客服，客服叫我等，平台客服根本不理人"
    assert marked(text, "slow_response", reader) == "平台客服根本不理人"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("商家承诺送一套茶杯，结果箱子里空空的没见着，茶叶还可以", "promotion_trouble"),
        ("约好礼拜三上午装热水器，临时打来说要改到下周", "broken_promise"),
    ],
)
def test_a_promise_is_marked_with_what_came_of_it(text: str, code: str, reader: Reader) -> None:
    evidence = marked(text, code, reader)
    assert evidence.startswith(text[:4])
    assert "，" in evidence


def test_a_rule_over_several_clauses_is_marked_where_one_says_it_alone(reader: Reader) -> None:
    text = "茶漏送反了，联系店家，小妹笑嘻嘻讲了一通，最后问题还是没给解决"
    assert marked(text, "unresolved", reader) == "最后问题还是没给解决"


def test_what_a_promise_came_to_is_not_sought_in_another_complaint(reader: Reader) -> None:
    text = "商家承诺送一套茶杯。快递员态度恶劣不上楼"
    tags = reader.read([text])[0].tags
    spans = {text[tag.start : tag.end] for tag in tags if tag.code == "promotion_trouble"}
    assert not any("快递员" in span for span in spans)


def test_two_complaints_are_marked_apart(reader: Reader) -> None:
    text = "物流太慢了，等了九天才到，客服态度恶劣，还骂人"
    assert "客服" not in marked(text, "slow_shipping", reader)
    assert "物流" not in marked(text, "rude_staff", reader)


def test_of_a_rant_without_punctuation_only_the_near_words_are_marked(reader: Reader) -> None:
    talk = "前天陪我妈去公园散步顺便想起来还有个快递要拿就绕路去了一趟"
    text = f"{talk}客服态度恶劣{talk}"
    evidence = marked(text, "rude_staff", reader)
    assert "态度恶劣" in evidence
    assert len(text) > LONGEST
    assert len(evidence) <= len("客服态度恶劣") + 2 * ROOM


def test_of_a_promise_told_at_length_the_seam_stays_marked(reader: Reader) -> None:
    promise = (
        "我那天吃过早饭专门打电话去问过人家当时那位大姐拍着胸脯说好礼拜三之前一定会派人把洗衣机装上"
    )
    evidence = marked(f"{promise}，结果礼拜五了也没人来，真行", "broken_promise", reader)
    assert evidence.endswith("，结果礼拜五了也没人来")
    assert "我那天" not in evidence


def test_marks_do_not_begin_or_end_with_spaces_or_quotes(reader: Reader) -> None:
    assert marked("宝贝好看，“客服态度恶劣”，以后再说", "rude_staff", reader) == "客服态度恶劣"
    assert marked("发货很快，客服态度恶劣回我“爱买不买”，算了", "rude_staff", reader).endswith(
        "“爱买不买”"
    )


def test_a_question_keeps_its_mark(reader: Reader) -> None:
    text = "茶饼香，说好送的赠品呢？？下次再说"
    assert marked(text, "promotion_trouble", reader) == "说好送的赠品呢？？"


def test_a_promise_is_marked_by_its_outcome_where_a_rule_knows_one(reader: Reader) -> None:
    text = "洗碗机漏水报修，师傅看过，没人处理，投诉，差评，再不来我还要投诉"
    assert "没人处理" in marked(text, "unresolved", reader)


def test_marks_count_code_points_of_the_text_as_given(reader: Reader) -> None:
    text = "😀\u200b 茶具很漂亮！！但 客(kè)服(fú)態度極差，別的還好"
    assert "態度極差" in marked(text, "rude_staff", reader)
    assert "漂亮" not in marked(text, "rude_staff", reader)


PIECES = st.lists(
    st.sampled_from(["客服态度恶劣", "，", "。", " ", "”", "物流太慢", "说好送的", "没送"])
)


@given(PIECES.map("".join))
@settings(max_examples=100, deadline=None)
def test_evidence_is_never_empty_and_lies_in_the_text(reader: Reader, text: str) -> None:
    for tag in reader.read([text])[0].tags:
        assert 0 <= tag.start < tag.end <= len(text)
        assert text[tag.start : tag.end].strip(" ”，。")
