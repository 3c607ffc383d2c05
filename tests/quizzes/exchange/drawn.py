"""Items of every kind, as hypothesis draws them, in the form that a reader gives them."""

from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from quizzes.exchange.items import Format, Item, Kind, Number, Option, Pair, Text, Truth

SIGNS = "#=~{}$:\\\n\"'<>&%[]-*/|^ \tnéß→]]>CDATA//01aT"
CODE = ["${HOME}", "a\\nb", "]]>", "&amp;", "[html]", "%50%", "//x", "::", "####", "\\\\", "a  b"]


unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
words = (
    st.lists(st.sampled_from([*SIGNS, *CODE]), max_size=6).map("".join)
    | st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=5,
    )
).map(lambda text: text.strip(" \t\n"))
some_words = words.filter(bool)
formats = st.sampled_from(Format)
texts = st.builds(Text, some_words, formats)
maybe = st.none() | texts
names = st.text(SIGNS, max_size=12).map(lambda text: " ".join(text.split()))
percents = st.sampled_from([-100.0, -33.33333, 0.0, 0.5, 14.2857143, 50.0, 100.0])
decimals = st.decimals(-(10**9), 10**9, places=6).map(lambda n: n + 0)
tolerances = st.decimals(0, 1000, places=6)
options = st.builds(Option, texts, percents, maybe)
wholly = st.builds(Option, texts, st.just(100.0), maybe)
partly = st.builds(Option, texts, st.integers(-100, 99).map(float), maybe)
numbers = st.builds(Number, decimals, tolerances, percents, maybe)
others = st.builds(Number, st.none(), st.just(Decimal(0)), percents, maybe)
pairs = st.builds(Pair, st.builds(Text, words, formats), some_words)
ANSWERS = {
    Kind.SINGLE: {"options": st.tuples(wholly, partly, partly)},
    Kind.MULTIPLE: {"options": st.lists(options, min_size=1, max_size=4).map(tuple)},
    Kind.SHORT: {"options": st.lists(options, min_size=1, max_size=3).map(tuple)},
    Kind.NUMERIC: {"numbers": st.lists(numbers | others, min_size=1, max_size=3).map(tuple)},
    Kind.TRUE_FALSE: {"truth": st.builds(Truth, is_true=st.booleans(), wrong=maybe, right=maybe)},
    Kind.MATCHING: {"pairs": st.lists(pairs, min_size=1, max_size=4).map(tuple)},
    Kind.ESSAY: {},
    Kind.DESCRIPTION: {},
}


def of_kind(kind):
    return st.builds(
        Item,
        kind=st.just(kind),
        stem=texts,
        id=names,
        category=names,
        title=words,
        feedback=maybe,
        tags=st.lists(names.filter(bool), max_size=3).map(tuple),
        **ANSWERS[kind],
    )


items = st.sampled_from(Kind).flatmap(of_kind)
