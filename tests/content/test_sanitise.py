"""Nothing that runs, loads or impersonates survives, whichever door it comes through."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content import allowed
from elearn.content.sanitise import sanitise, sanitise_each
from tests.content.folders import QUIZ_PATH, canonical_json_body, lesson_html, loaded

MEDIA = "/media/" + "a" * 64 + "/x.png"
WIDE = "(max-width: 704px) 100vw, 704px"
PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.id/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    f'<img src="{MEDIA}" onload=alert(1) style="position:fixed">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><maction actiontype='statusline' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='//evil.id/x.swf'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.id'>x</a>",
    "<a href='/\\evil.id'>x</a>",
    "<a href='\\\\evil.id'>x</a>",
    "<a href='/\t/evil.id'>x</a>",
    "<a href='https:evil.id' target=_blank ping='//evil.id'>x</a>",
    "<img src='//evil.id/x.png'>",
    "<img src='https://evil.id/x.png' srcset='https://evil.id/y.png 2x'>",
    f"<img src='{MEDIA}' srcset='{MEDIA} 480w, https://evil.id/y.png 960w'>",
    f"<img src='{MEDIA}' srcset='{MEDIA} 480w,//evil.id/y.png 960w' sizes='expression(alert(1))'>",
    f"<picture><source srcset='//evil.id/x.avif' type='image/avif' onerror=alert(1)><img src='{MEDIA}'></picture>",
    "<picture><source type='text/html' src='https://evil.id/x'></picture>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<video src='https://evil.id/x.mp4' poster='//evil.id/p.png' onplay=alert(1)></video>",
    f"<video src='{MEDIA}' autoplay><source src='//evil.id/x' onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<base href='//evil.id/'>",
    "<meta http-equiv=refresh content='0;url=//evil.id'>",
    "<link rel=stylesheet href='//evil.id/x.css'>",
    "<style>@import '//evil.id/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<form action='//evil.id'><input name=csrf_token><button formaction='javascript:alert(1)'>x</button></form>",
    "<input type=text name=nip autofocus onfocus=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<select onfocus=alert(1)><option>x</select>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<p id=csrf_token class='masthead button' name=location>x</p>",
    "<a id=document name=cookie href='#csrf_token'>x</a>",
    "<div role=dialog tabindex=1 aria-label=x contenteditable>x</div>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<table><td background='javascript:alert(1)'><script>alert(1)</script>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<p><a href=\"x\" title=\"</a><img src=x onerror=alert(1)>\">x",
    "\"><script>alert(1)</script>",
    "<b <script>alert(1)</script>0",
    "<audio src=1 onerror=alert(1)>",
    "<h1>palsu</h1>",
]  # fmt: skip


# A second opinion on links, written without looking at the code: how browsers read an address.
HARMLESS = re.compile(r"(?i)https?:(?!$)|mailto:|#|\?|/(?![/\\])|[^:/\\?#]*(?:[/?#]|$)")


def dangers(markup: str) -> list[str]:
    """What a browser would find in the markup that must not be there."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found.append(f"comment {element!r}")
        elif element.tag != "DOCUMENT_FRAGMENT":
            found += _dangers_of(element)
    return found


def _dangers_of(element: Element) -> list[str]:
    tag = re.sub(r"\{.*\}", "", element.tag)
    found = [] if tag in allowed.TAGS else [f"<{tag}>"]
    for name, value in element.attrib.items():
        known = allowed.EVERYWHERE | allowed.ATTRIBUTES.get(tag, frozenset()) | ({"rel"} if tag == "a" else set())
        if name not in known or name.startswith("on") or name in ("style", "name", "target"):
            found.append(f"{tag} {name}={value}")
        if name in ("src", "poster") and not allowed.MEDIA_URL.fullmatch(value):
            found.append(f"{tag} {name}={value}")
        for candidate in value.split(",") if name == "srcset" else ():
            if not allowed.MEDIA_URL.fullmatch(candidate.strip().partition(" ")[0]):
                found.append(f"{tag} {name}={value}")
        if name == "href" and not HARMLESS.match(re.sub(r"[\x00-\x20]", "", value)):
            found.append(f"{tag} {name}={value}")
        if name == "id" and not value.startswith("isi-"):
            found.append(f"{tag} {name}={value}")
        if name == "class" and not set(value.split()) <= allowed.CLASSES | allowed.code_classes():
            found.append(f"{tag} {name}={value}")
    if tag == "input" and element.get("type") != "checkbox":
        found.append("input that is no check box")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_through_the_sanitiser(payload: str) -> None:
    shown = sanitise(f"<p>awal</p>{payload}<p>akhir</p>")
    assert dangers(shown) == [], shown
    assert sanitise(shown) == shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_in_a_lesson_and_a_quiz(tmp_path: Path, payload: str) -> None:
    assert dangers(lesson_html(tmp_path, f"Awal {payload}\n\n{payload}\n\n> {payload}", broken=True)) == []
    quiz = f"""---
jenis: latihan
---
# Kuis {payload}

{payload}

### Soal {payload} {{#s}}

- [x] Satu {payload}
    > Umpan {payload}
- [ ] Dua

> Pembahasan: {payload}
"""
    for data in loaded(tmp_path, {QUIZ_PATH: quiz}).bodies.values():
        for text in re.findall(r'_html":"((?:[^"\\]|\\.)*)"|"html":"((?:[^"\\]|\\.)*)"', data.decode()):
            assert dangers("".join(text).encode().decode("unicode_escape")) == []
        canonical_json_body(data)


@pytest.mark.parametrize(
    "tex",
    [
        "\\text{<script>alert(1)</script>}",
        "\\href{javascript:alert(1)}{x}",
        "\\style{x}{y}",
        "\\class{button}{x}",
        "x<img src=1 onerror=alert(1)>",
    ],
)
def test_payloads_in_formulas(tmp_path: Path, tex: str) -> None:
    assert dangers(lesson_html(tmp_path, f"Rumus ${tex}$ dan\n\n$$\n{tex}\n$$", broken=True)) == []


@pytest.mark.parametrize(
    "source",
    ["[x](/a){: onclick=alert(1) style=x }", "Teks\n{: #csrf_token .masthead name=y }", "[x](javascript:alert(1))",
     "[x](\\\\evil.id)", "[x](/\\evil.id)", "[x]: javascript:x\n\n[x]", '[x](/a "\\" onmouseover=alert(1) \\"")',
     "![x](x){: onerror=alert(1) }", "## J {: #document onclick=x }\n\nx",
     "[x](https://a.id){: target=_blank rel=opener }",
     "| a |\n|---|\n| b {: onclick=x } |", "- a {: onclick=x }", "```{.js onclick=x}\nx\n```", "[x](data:text/html,x)"],
)  # fmt: skip
def test_payloads_without_a_single_tag(tmp_path: Path, source: str) -> None:
    assert dangers(lesson_html(tmp_path, source, broken=True)) == []


@settings(deadline=None)
@given(st.text(alphabet="<>/\"'= abimgscrptonloeh:&;#x-![]\\\n", max_size=80))
def test_no_text_at_all_becomes_dangerous(text: str) -> None:
    shown = sanitise(text)
    assert dangers(shown) == []
    assert sanitise(shown) == shown


def test_each_wall_alone_stops_scripts() -> None:
    from elearn.content import sanitise as module

    for payload in PAYLOADS:
        for wall in (module._first_wall(), module._last_wall()):
            tags = {
                element.tag
                for element in html5lib.parseFragment(wall.clean(payload), namespaceHTMLElements=False).iter()
            }
            assert not tags & {"script", "iframe", "object", "embed", "style", "form", "svg"}, payload


@pytest.mark.parametrize(
    "good",
    [
        "<p>Teks &amp; <strong>tebal</strong> \"kutip\" 'tunggal' &lt;b&gt;</p>",
        '<p><a href="/kursus/merit" rel="noopener">x</a></p>',
        f'<p><img alt="x" height="2" loading="lazy" src="{MEDIA}" width="3"></p>',
        '<math display="block"><mrow><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow></math>',
        '<div aria-label="Tabel" class="tabel-gulir" role="region" tabindex="0"><table><tbody></tbody></table></div>',
        f'<video aria-label="x" controls="" preload="metadata" src="{MEDIA}"></video>',
        f'<picture><source sizes="{WIDE}" srcset="{MEDIA} 480w, {MEDIA} 960w" type="image/avif">'
        f'<img alt="x" decoding="async" sizes="{WIDE}" src="{MEDIA}" srcset="{MEDIA} 480w">'
        "</picture>",
        f'<figure class="pemutar"><p class="biaya">Video · 3,1 MB</p>'
        f'<video controls="" preload="none" src="{MEDIA}"></video>'
        '<details class="transkrip"><summary>Transkrip</summary><p>Halo.</p></details></figure>',
        '<p><abbr tabindex="0" title="jam pelajaran">JP</abbr></p>',
        f'<video controls=""><track kind="captions" label="Bahasa Indonesia" src="{MEDIA}" srclang="id"></video>',
        '<h2 id="isi-arti">Arti</h2>',
        '<ol start="3"><li>x</li></ol>',
    ],
)
def test_what_we_make_passes_unchanged(good: str) -> None:
    assert sanitise(good) == good


def test_many_fragments_are_cleaned_as_each_would_be_alone() -> None:
    fragments = ["<p>satu</p>", "", "<p>dua <em>x</em></p>\n<ul>\n<li>y</li>\n</ul>", "<p>batas-cuplikan</p>", "polos"]
    assert sanitise_each(fragments) == [sanitise(fragment) for fragment in fragments]
    assert sanitise_each([]) == []
    assert sanitise_each(['<p>a</p><hr id="batas-cuplikan">', "<p>b</p>"])[1] == "<p>b</p>"
