//! A machine's own part of a document: all of our page, or a place among others on somebody else's. Whoever looks for an
//! element looks for it here, so that many machines on a page never meet.

use texts::Language;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::browser;
use crate::choice::{TextSize, Theme};

/// Where a machine is drawn.
#[derive(Clone, PartialEq, Default)]
pub struct Root {
    /// The element that holds it; `None` where there is no page around a component.
    element: Option<Element>,
    /// Where the files are that come with the page: an address that ends with a slash.
    base: String,
    /// Whether the page is ours.
    whole: bool,
}

impl Root {
    /// The place that our own page has for it. Somebody else's page has none.
    pub fn page() -> Option<Self> {
        let element = browser::element("app").filter(|it| it.has_attribute("data-page"))?;
        Some(Self { element: Some(element), base: "./".into(), whole: true })
    }

    /// A place on any page.
    pub fn within(element: Element, base: String) -> Self {
        Self { element: Some(element), base, whole: false }
    }

    /// The element.
    pub fn element(&self) -> Option<&Element> {
        self.element.as_ref()
    }

    /// Where the files are that come with the page.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Where keys are heard: anywhere on a page of ours, else only while the focus is inside.
    pub fn ear(&self) -> Option<Element> {
        if self.whole { browser::root() } else { self.element.clone() }
    }

    /// Shows a theme.
    pub fn show_theme(&self, theme: Theme) {
        self.mark("data-theme", Some(theme.id()));
    }

    /// Shows more contrast, or as little as the theme has.
    pub fn show_contrast(&self, more: bool) {
        self.mark("data-contrast", more.then_some("more"));
    }

    /// Shows everything in this size.
    pub fn show_text_size(&self, size: TextSize) {
        self.mark("data-text-size", size.id());
    }

    /// Marks the element so, or no more.
    fn mark(&self, name: &str, value: Option<&str>) {
        if let Some(element) = self.ear() {
            // A refused attribute leaves all as it is.
            let _ = match value {
                Some(value) => element.set_attribute(name, value),
                None => element.remove_attribute(name),
            };
        }
    }

    /// Says on the element that its texts are in this language.
    pub fn show_language(&self, language: Language) {
        self.mark("lang", Some(language.tag()));
    }

    /// Gives the keyboard to the element with this id.
    pub fn focus(&self, id: &str) {
        if let Some(element) = self.find(&format!("#{id}")).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    }

    /// Moves the keyboard to an element, if it is somewhere in the element `around` already.
    pub fn focus_within(&self, around: &str, id: &str) {
        if self.find(&format!("#{around}:focus-within")).is_some() {
            self.focus(id);
        }
    }

    /// Scrolls what is around the first element that `selector` finds, as little as it takes to see it.
    pub fn scroll_to(&self, selector: &str) {
        if let Some(element) = self.find(selector) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.element.as_ref()?.query_selector(selector).ok().flatten()
    }
}
