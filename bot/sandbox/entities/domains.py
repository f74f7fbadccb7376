"""Top-level domains that make a link of a bare name (the list is IANA's, in part)."""

from typing import Final

_COUNTRIES: Final = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt
bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg
er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn
hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne
nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb
sc sd se sg sh si sj sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt
tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""

_GENERIC: Final = """
academy agency app art arpa asia audio band best bet bike biz blog blue book boutique build buzz
cafe camera care casa cash cat center chat church city click cloud club codes coffee com community
company computer cool coop country dance date deals design dev digital direct directory dog
download earth education email energy engineering events exchange expert express family fans farm
film finance fit flights foundation fun fund fyi gallery game games garden gift global gold gov
green group guide guru health help holiday hospital host hosting house how
info ink institute int international jobs kim kitchen land law legal life link live loan lol love
market marketing media menu mil mobi money movie museum music name net network news ngo ninja now
one online ooo org page parts party photo photography photos pics pink pizza place plus post press
pro productions properties pub radio red report rest restaurant review rip rocks run sale school
science security services sex shop show site ski social software solar space sport store stream
studio style support systems tattoo tax team tech technology tel tips today tokyo tools top
tours town toys trade training travel tube university uno vip video vision vote wang watch
webcam website wedding wiki win wine work works world wtf xxx xyz yoga zone
"""

_ARABIC: Final = """
ابوظبي ارامكو الاردن البحرين الجزائر السعودية العليان المغرب امارات ایران بارت بازار بيتك بھارت
تونس سودان سورية شبكة عراق عرب عمان فلسطين قطر كاثوليك كوم مصر مليسيا موريتانيا موقع همراه پاکستان
ڀارت
"""

_DOMAINS: Final = frozenset(f"{_COUNTRIES} {_GENERIC} {_ARABIC}".split())


def is_common_domain(name: str) -> bool:
    """Whether the name is known; `Com` is not, for a sentence may begin after a full stop."""
    lowered = name.lower()
    if lowered != name and lowered[1:] == name[1:]:
        return False
    return lowered in _DOMAINS
