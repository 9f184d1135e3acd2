"""Opens a report in headless Chromium, wide and narrow, light and dark, and as it is printed.

    look.py REPORT.html [FOLDER]     FOLDER: screenshots of the whole page go there

Fails where the console has an error, anything is asked for over a network, the page is wider than the window, a chart is
not drawn, text is cut off or pale, or the tables cannot be sorted by keyboard. Needs playwright and Chromium.
"""
import pathlib
import shutil
import sys

from playwright.sync_api import sync_playwright

WIDTHS = (1400, 400)
THEMES = ("light", "dark")

OVERFLOW = """() => {
  const wide = [...document.querySelectorAll('main *, header *, nav *, footer *')].filter((element) => {
    if (element.closest('.table, pre, .chart')) return false;
    return element.getBoundingClientRect().right > window.innerWidth + 1;
  });
  return [document.scrollingElement.scrollWidth > window.innerWidth, wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
}"""

# Contrast of text and ground, WCAG 2.1.
CONTRAST = """() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption, caption, a, button, small')].map((element) => {
    const a = light(channels(getComputedStyle(element).color).slice(0, 3)), b = light(ground(element));
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.outerHTML.slice(0, 100)];
  }).filter(([ratio]) => ratio < 4.5).slice(0, 5);
}"""


def problems_of(page, messages, requests):
    found = list(messages)
    found += [f"asked for {url}" for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    too_wide, elements = page.evaluate(OVERFLOW)
    if too_wide or elements:
        found.append(f"wider than the window: {elements}")
    for chart in page.query_selector_all(".chart"):
        if not chart.query_selector("svg.main-svg"):
            found.append(f"not drawn: {chart.get_attribute('data-chart')}")
    found += [f"contrast {ratio:.1f}: {element}" for ratio, element in page.evaluate(CONTRAST)]
    return found


def sorts_by_keyboard(page):
    table = page.query_selector("table.sortable")
    buttons = table.query_selector_all("thead button")
    buttons[1].focus()
    page.keyboard.press("Enter")
    values = [float(cell.get_attribute("value")) for cell in table.query_selector_all("tbody tr td:nth-child(2) data")]
    head = table.query_selector_all("thead th")[1]
    return values == sorted(values) and head.get_attribute("aria-sort") == "ascending"


def look(browser, report, width, theme, folder):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    messages, requests = [], []
    page.on("console", lambda message: messages.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: messages.append(f"script: {error}"))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report.resolve().as_uri())
    page.wait_for_function("document.querySelectorAll('.chart svg.main-svg').length > 0")
    page.wait_for_timeout(300)
    found = problems_of(page, messages, requests)
    if page.evaluate("document.documentElement.dataset.theme") != theme:
        found.append(f"is not {theme}")
    if folder:
        page.screenshot(path=folder / f"{width}-{theme}.png", full_page=True)
    if not sorts_by_keyboard(page):
        found.append("a table is not sorted by keyboard")
    page.click("#theme")
    if page.evaluate("document.documentElement.dataset.theme") == theme:
        found.append("the choice of light or dark does nothing")
    found += [f"after that, {one}" for one in problems_of(page, messages, requests)]
    if folder and width == WIDTHS[0] and theme == "dark":
        page.pdf(path=folder / "printed.pdf", format="A4", print_background=True)
    page.close()
    return [f"{width} px, {theme}: {one}" for one in dict.fromkeys(found)]


def main():
    report = pathlib.Path(sys.argv[1])
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
        found = [one for width in WIDTHS for theme in THEMES for one in look(browser, report, width, theme, folder)]
        browser.close()
    print("\n".join(found) or f"{report}: no problem at {WIDTHS} px, light and dark")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
