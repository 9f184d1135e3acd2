"""Opens a report in headless Chromium: wide, middling and narrow, light and dark, and as it is printed.

    look.py REPORT.html [FOLDER]     FOLDER: screenshots of the whole page go there

Of a page with Plotly's charts, which is slow to draw, the widest and the narrowest, in light that turns dark.

Fails where the console has an error, anything is asked for over a network, the page is wider than the window or the paper,
an image is not drawn, a chart is drawn twice or not at all, axe-core finds something that keeps readers out, or the tables cannot be sorted by
keyboard. Needs playwright, axe-playwright-python and Chromium.
"""
import pathlib
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

WIDTHS = (1400, 800, 400)
THEMES = ("light", "dark")
PAPER = 703  # px of an A4 page between its margins, at 96 dpi

OVERFLOW = """() => {
  const scrolls = matchMedia('print').matches ? 'pre' : '.table, pre';
  const wide = [...document.querySelectorAll('main *, header *, nav *, footer *')].filter((element) => {
    if (element.closest(scrolls) || element.closest('.plot, .unseen, .skip')) return false;
    return element.getBoundingClientRect().right > window.innerWidth + 1;
  });
  return [document.scrollingElement.scrollWidth > window.innerWidth, wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""

# Images that have no place, or text that is smaller than a reader can read; charts that are not one of both, a still
# image or Plotly's.
IMAGES = """() => {
  const isShown = (element) => element !== null && element.getBoundingClientRect().height > 8 && element.getBoundingClientRect().width > 20;
  const still = [...document.querySelectorAll('.image, .bars')].filter((image) => !image.closest('.drawn'));
  const tiny = [...document.querySelectorAll('.image text')].filter(isShown).filter((text) => text.getBoundingClientRect().height < 9);
  const charts = [...document.querySelectorAll('.chart')].filter(
    (chart) => isShown(chart.querySelector('.image')) === isShown(chart.querySelector('.plot .main-svg')));
  return [...still.filter((image) => !(isShown(image) && image.childElementCount > 0)).map((image) => 'not drawn: ' + image.outerHTML.slice(0, 120)),
    ...tiny.map((text) => 'small text: ' + text.outerHTML.slice(0, 120)),
    ...charts.map((chart) => 'not one chart: ' + chart.outerHTML.slice(0, 120))].slice(0, 5);
}"""


def accessibility_problems(page):
    return [f"axe: {one['id']} ({one['help']}): {[node['html'][:120] for node in one['nodes'][:3]]}"
            for one in Axe().run(page).response["violations"]]


def problems_of(page, messages, requests):
    found = list(messages)
    found += [f"asked for {url}" for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    too_wide, elements = page.evaluate(OVERFLOW)
    if too_wide or elements:
        found.append(f"wider than the window: {elements}")
    found += page.evaluate(IMAGES)
    return found


def sorts_by_keyboard(page):
    table = page.query_selector("table.sortable")
    buttons = table.query_selector_all("thead button")
    buttons[1].focus()
    page.keyboard.press("Enter")
    values = [float(cell.get_attribute("value")) for cell in table.query_selector_all("tbody tr td:nth-child(2) data")]
    head = table.query_selector_all("thead th")[1]
    return values == sorted(values) and head.get_attribute("aria-sort") == "ascending"


def opened(browser, report, width, theme, messages, requests, **more):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, **more)
    page.on("console", lambda message: messages.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: messages.append(f"script: {error}"))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.resolve().as_uri())
    page.wait_for_timeout(300)
    return page


def look(browser, report, width, theme, folder):
    messages, requests = [], []
    page = opened(browser, report, width, theme, messages, requests)
    found = problems_of(page, messages, requests) + accessibility_problems(page)
    if page.evaluate("document.documentElement.dataset.theme") != theme:
        found.append(f"is not {theme}")
    if folder:
        page.screenshot(path=folder / f"{width}-{theme}.png", full_page=True)
    if not sorts_by_keyboard(page):
        found.append("a table is not sorted by keyboard")
    page.click("#theme")
    if page.evaluate("document.documentElement.dataset.theme") == theme:
        found.append("the choice of light or dark does nothing")
    found += [f"after that, {one}" for one in problems_of(page, messages, requests) + accessibility_problems(page)]
    page.close()
    return [f"{width} px, {theme}: {one}" for one in dict.fromkeys(found)]


# From a window of dark colours, since paper is white; and without its script, which it must not need.
def look_printed(browser, report, folder):
    messages, requests = [], []
    page = opened(browser, report, PAPER, "dark", messages, requests)
    page.emulate_media(media="print")
    found = problems_of(page, messages, requests)
    if page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)":
        found.append("is not printed on white")
    if folder:
        page.screenshot(path=folder / "print.png", full_page=True)
        page.pdf(path=folder / "printed.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    page = opened(browser, report, WIDTHS[0], "dark", messages, requests, java_script_enabled=False)
    if folder:
        page.screenshot(path=folder / "without-script.png", full_page=True)
    page.close()
    return [f"printed: {one}" for one in dict.fromkeys(found)]


def main():
    report = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
        views = [(width, theme) for width in WIDTHS for theme in THEMES]
        if "Plotly.react" in report.read_text(encoding="utf-8"):
            views = [(max(WIDTHS), "light"), (min(WIDTHS), "light")]
        found = [one for width, theme in views for one in look(browser, report, width, theme, folder)]
        found += look_printed(browser, report, folder)
        browser.close()
    print("\n".join(found) or f"{report}: no problem at {sorted({width for width, _ in views})} px, light and dark, and printed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
