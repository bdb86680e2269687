//! The browser, asked for the few things Yew does not ask it for. Every question has an answer also where the browser
//! refuses, as storage does in a sandboxed frame.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use texts::Language;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, MediaQueryList, Response, Url,
};

use crate::store::Theme;

const THEME_KEY: &str = "ringside.theme";
const LANGUAGE_KEY: &str = "ringside.language";

/// Milliseconds of a clock that only goes forwards.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|it| it.performance()).map_or(0.0, |it| it.now())
}

/// The text of a file beside the page.
pub async fn fetch(path: &str) -> Option<String> {
    let answer = JsFuture::from(web_sys::window()?.fetch_with_str(path)).await.ok()?;
    let answer = answer.dyn_into::<Response>().ok().filter(Response::ok)?;
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// The `<html>` element.
pub fn root() -> Option<Element> {
    web_sys::window()?.document()?.document_element()
}

/// The theme that the boot script has set before the first paint, or else the system's.
pub fn theme() -> Theme {
    match root().and_then(|it| it.get_attribute("data-theme")).as_deref() {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => system_theme(),
    }
}

/// The theme of the system.
pub fn system_theme() -> Theme {
    match dark().is_some_and(|query| query.matches()) {
        true => Theme::Dark,
        false => Theme::Light,
    }
}

/// Whether the system asks for more contrast.
pub fn wants_contrast() -> bool {
    media("(prefers-contrast: more)").is_some_and(|query| query.matches())
}

/// Calls back whenever the system asks for more contrast or no longer does, as long as the listener lives.
pub fn on_wants_contrast(call: impl Fn(bool) + 'static) -> Option<EventListener> {
    let query = media("(prefers-contrast: more)")?;
    let asked = query.clone();
    Some(EventListener::new(&query, "change", move |_| call(asked.matches())))
}

fn dark() -> Option<MediaQueryList> {
    media("(prefers-color-scheme: dark)")
}

fn media(query: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(query).ok().flatten()
}

/// The language that the page says it is in: the boot script, or who has embedded it, has chosen.
pub fn language() -> Language {
    let tag = root().and_then(|it| it.get_attribute("lang"));
    tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default()
}

/// Remembers the language that the person chose, if the browser lets us.
pub fn remember_language(language: Language) {
    if let Some(storage) = storage() {
        // A full or refused storage only means that the next visit follows the browser.
        let _ = storage.set_item(LANGUAGE_KEY, language.tag());
    }
}

/// Whether the person chose a theme on an earlier visit.
pub fn theme_remembered() -> bool {
    storage().and_then(|it| it.get_item(THEME_KEY).ok().flatten()).is_some()
}

/// The fragment of the page's address, without `#`.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|it| it.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_string()
}

/// The address of the page, without its fragment; and that of its folder.
pub fn addresses() -> [String; 2] {
    let whole = web_sys::window().and_then(|it| it.location().href().ok()).unwrap_or_default();
    let page = whole.split('#').next().unwrap_or_default().to_string();
    let folder = page.split('?').next().and_then(|page| page.rfind('/')).map_or("", |last| &page[..=last]);
    [page.clone(), folder.to_string()]
}

/// Puts a text on the clipboard. Returns whether the browser let us.
pub async fn copy(text: String) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Where the page is not secure there is no clipboard, whatever the types say.
    let navigator = window.navigator();
    let there = js_sys::Reflect::has(&navigator, &"clipboard".into()).unwrap_or(false);
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    there
        && !clipboard.is_undefined()
        && JsFuture::from(navigator.clipboard().write_text(&text)).await.is_ok()
}

/// Gives the person a file.
pub fn download(name: &str, content: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(content) else { return };
    let link = gloo::utils::document()
        .create_element("a")
        .ok()
        .and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // Later: some browsers fetch it only after the click is over.
    Timeout::new(10_000, move || drop(Url::revoke_object_url(&address))).forget();
}

/// A text as a file.
pub fn text_file(text: &str, kind: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options).ok()
}

/// Writes the fragment of the page's address, as another entry of the history or in the place of the last.
pub fn set_fragment(fragment: &str, enter: bool) {
    let Some(history) = web_sys::window().and_then(|it| it.history().ok()) else { return };
    let (nothing, url) = (wasm_bindgen::JsValue::NULL, format!("#{fragment}"));
    // Some frames have no address to write, and browsers refuse who writes too often: the address stays as it was.
    let _ = match enter {
        true => history.push_state_with_url(&nothing, "", Some(&url)),
        false => history.replace_state_with_url(&nothing, "", Some(&url)),
    };
}

/// Calls back whenever the person goes to another entry of the history or changes the fragment, as long as the listener
/// lives.
pub fn on_fragment(call: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(&web_sys::window()?.into(), "popstate", move |_| call()))
}

/// Remembers the theme that the person chose, if the browser lets us.
pub fn remember_theme(theme: Theme) {
    if let Some(storage) = storage() {
        // A full or refused storage only means that the next visit follows the system.
        let _ = storage.set_item(THEME_KEY, theme.id());
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Calls back whenever the system switches between light and dark, as long as the listener lives.
pub fn on_system_theme(call: impl Fn(Theme) + 'static) -> Option<EventListener> {
    let query = dark()?;
    let asked = query.clone();
    Some(EventListener::new(&query, "change", move |_| {
        call(if asked.matches() { Theme::Dark } else { Theme::Light });
    }))
}

/// Whether typing into this element is meant for it, so that no key on it is a command of the page.
pub fn takes_text(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return false };
    let chosen = matches!(element.get_attribute("type").as_deref(), Some("range" | "radio"));
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") && !chosen
}

/// Whether Space or Enter on this element already means something.
pub fn takes_space(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return false };
    let radio = element.get_attribute("type").as_deref() == Some("radio");
    radio || matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY")
}
