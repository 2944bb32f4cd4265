"""Documents as PDF: tagged, said to be so, the same each time, and made of text that never runs."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from kit.pdf import FONTS, MissingGlyphs, PdfError, compile_pdf, missing_characters, pages_of, printable, shapes

pytestmark = pytest.mark.pure

LETTER = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "en", region: "GB", font: json(bytes(sys.inputs.fonts)), fallback: false)
#heading(data.title)
#for line in data.lines { par(line) }
"""
HOSTILE = [
    '#import "@preview/cetz:0.3.0": *',
    '#read("/etc/passwd")',
    '#image("https://example.org/x.png")',
    '#panic("stop") *bold* _italic_ $x^2$ `raw` = heading',
    "- list // comment /* comment */ <label> @reference \\ --- ~ {}",
    '"); #set page(width: 1cm); ("',
    "{{ template }} {% tag %} <script>alert(1)</script> &amp;",
]


@pytest.fixture
def letter(tmp_path):
    """A template in a folder of its own, and what makes a document of it."""
    template = tmp_path / "letter.typ"
    template.write_text(LETTER)

    def make(*lines, title="A letter", source=None, **more) -> bytes:
        if source is not None:
            template.write_text(source)
        return compile_pdf(template, {"title": title, "lines": list(lines)}, **more)

    return make


def text_of(document: bytes) -> str:
    """The words of a document, without its line ends."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def test_a_document_is_tagged_and_says_its_title_language_and_standard(letter):
    reader = PdfReader(io.BytesIO(letter("One line.", at=datetime(2027, 1, 22, tzinfo=UTC))))
    root = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a boolean of the file's own kind
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "creator>" not in told
    assert {**reader.metadata, "/Creator": reader.metadata.creator.partition(" ")[0]} == {
        "/Title": "A letter",
        "/Creator": "Typst",
        "/CreationDate": "D:20270122000000Z",
        "/ModDate": "D:20270122000000Z",
    }


def test_the_same_data_make_the_same_file_and_other_data_another(letter):
    first, again, other = letter("One."), letter("One."), letter("Two.")

    assert first == again
    assert first != other
    assert pages_of(first) == len(PdfReader(io.BytesIO(first)).pages) == 1


def test_hostile_text_stays_text(letter):
    assert text_of(letter(*HOSTILE, title='#read("x") *t*')) == " ".join(" ".join(['#read("x") *t*', *HOSTILE]).split())


@pytest.mark.parametrize(
    "source",
    [
        '#read("../secret.txt")',
        '#read("/../secret.txt")',
        '#image("https://example.org/x.png")',
        '#import "@preview/cetz:0.3.0": *',
        '#set text(font: "No Such Font")\n#set document(title: "T")\nHello',
        "A page without a title.",
        '#panic("a private word")',
    ],
)
def test_a_template_reads_nothing_outside_its_folder_and_fails_in_our_words(letter, tmp_path, source):
    (tmp_path.parent / "secret.txt").write_text("a private word")

    with pytest.raises(PdfError) as refusal:
        letter(source=source)

    assert "template" in str(refusal.value)
    assert "private" not in str(refusal.value)


def test_a_letter_without_a_shape_is_refused_and_named(letter):
    with pytest.raises(MissingGlyphs) as refusal:
        letter("Ms 𠮷 and Mr ༀ")

    assert refusal.value.characters == ["ༀ", "𠮷"]
    assert str(refusal.value) == "The fonts have no shape for U+0F00, U+20BB7."


def test_the_fonts_cover_what_people_in_the_uk_write_and_go_with_their_licence():
    written = [
        "Zoë Łódź Ŵŷ ẞ “quotes” – — … • £ € ½ ✓ ☐ → ™",
        "Ελλάδα Привіт العربية اردو עברית हिन्दी বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල",
        "李明霞 歐陽 欧阳 김민수 たなか タナカ 田中，。",
        "ไทย ລາວ ខ្មែរ မြန်မာ ქართული Հայերեն አማርኛ",
        "\u200d\ufe0f\u200b line\nand\ttab",
    ]

    assert missing_characters(written) == set()
    assert not {ord(c) for c in "𠮷ༀ"} & shapes()
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 8_500_000


def test_every_script_is_set_in_its_own_shapes(letter):
    document = letter("Привіт", "नमस्ते", "שלום", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "✓ done")

    fonts = PdfReader(io.BytesIO(document)).pages[0]["/Resources"]["/Font"]
    names = {font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0] for font in fonts.values()}
    assert {"NotoSans", "NotoSansDevanagari", "NotoSansHebrew", "NotoSansGurmukhi"} <= names
    assert "Привіт" in text_of(document)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Well done 🎉 👍🏽", "Well done [party popper] 👍"),
        ("a\x00b\x07c\r\nd\re", "abc\nd\ne"),
        ("e\u0301", "é"),
        ("short words stay", "short words stay"),
        ("x" * 50, "\u200b".join(["x" * 20, "x" * 20, "x" * 10])),
    ],
)
def test_text_is_made_fit_for_a_page(written, shown):
    assert printable(written) == shown
