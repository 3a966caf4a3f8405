"""A newcomer reads his letters in the mailbox, and the button in a letter leads where it would from a mail program."""

from playwright.sync_api import expect


def test_the_button_in_a_letter_opens_the_case(page, live_site):
    page.goto("/file/complaint")
    page.get_by_label("E-mail").fill("mailbox@example.com")
    page.locator("[name=body]").fill("The table came with a broken leg.")
    page.locator("main form button[type=submit]:not([name=show_due])").last.click()
    page.wait_for_url("**/s/**")
    live_site.letter_to("mailbox@example.com")

    page.goto("/dev/mail")
    page.locator(".letter-list a").first.click()
    expect(page.locator("h1")).to_contain_text("We have your complaint")
    page.frame_locator("iframe").locator("a").first.click()
    page.wait_for_url("**/s/**")
    expect(page.locator("main")).not_to_contain_text("The table came with a broken leg.")
    page.get_by_role("button", name="Open my case").click()
    expect(page.locator("main")).to_contain_text("The table came with a broken leg.")
