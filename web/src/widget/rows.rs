//! A list of rows of equal height that keeps only those in sight in the DOM once there are many, and keeps the one in
//! question in sight.

use std::ops::Range;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::float::tenths;
use crate::hooks::{use_effect_with, use_state_eq};

/// Rows up to which all of them are drawn.
const ALL_UP_TO: usize = 1_000;
/// Rows drawn above and below those in sight.
const MARGIN: usize = 30;
/// Firefox gives up on elements that are much taller; a list beyond it ends early.
const TALLEST_PX: f64 = 10_000_000.0;

/// Which rows are to be drawn, and how many are left out above and below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// Rows to draw.
    pub rows: Range<usize>,
    /// Rows in all.
    pub n_rows: usize,
}

impl Window {
    /// The rows around those that are scrolled into sight.
    fn new(n_rows: usize, top: f64, height: f64, row: f64) -> Self {
        if n_rows <= ALL_UP_TO {
            return Self { rows: 0..n_rows, n_rows };
        }
        let first = ((top / row) as usize).saturating_sub(MARGIN).min(n_rows);
        // Coarse steps, so that scrolling by a row draws nothing.
        let first = first - first % 10;
        let n_shown = (height / row) as usize + 2 * MARGIN + 10;
        Self { rows: first..(first + n_shown).min(n_rows), n_rows }
    }
}

/// Which list.
#[derive(Properties, PartialEq)]
pub struct RowListProps {
    /// Where it is.
    pub class: &'static str,
    /// What it is, for those who do not see it.
    pub label: String,
    /// How many rows it has.
    pub n_rows: usize,
    /// The row that must be in sight.
    pub focus: Option<usize>,
    /// Anything else that should bring it back into sight.
    #[prop_or_default]
    pub focus_key: u64,
    /// Draws these rows.
    pub draw: Callback<Range<usize>, Html>,
}

/// A scrolled list of rows of equal height.
#[component]
pub fn RowList(props: &RowListProps) -> Html {
    let RowListProps { class, label, n_rows, focus, focus_key, draw } = props;
    let list = use_node_ref();
    let (above, below) = (use_node_ref(), use_node_ref());
    let row = use_state_eq(|| 20.0);
    let scroll = use_state_eq(|| (0.0, 400.0));
    let window = Window::new(*n_rows, scroll.0, scroll.1, *row);
    let onscroll = {
        let (scroll, many) = (scroll.clone(), *n_rows > ALL_UP_TO);
        Callback::from(move |event: Event| {
            if let Some(list) = event.target_dyn_into::<HtmlElement>().filter(|_| many) {
                scroll.set((f64::from(list.scroll_top()), f64::from(list.client_height())));
            }
        })
    };
    {
        let (row, above, below, list) = (row.clone(), above.clone(), below.clone(), list.clone());
        use_effect_with((window.clone(), *row, *focus_key), move |(window, height, _)| {
            let size = |node: &NodeRef, n: usize| {
                if let Some(spacer) = node.cast::<HtmlElement>() {
                    let px = (n as f64 * height).min(TALLEST_PX);
                    // Only a name that is no property can be refused.
                    let _ = spacer.style().set_property("height", &format!("{}px", tenths(px)));
                }
            };
            size(&above, window.rows.start);
            size(&below, window.n_rows - window.rows.end);
            let first =
                list.cast::<HtmlElement>().and_then(|it| it.query_selector("[data-row]").ok().flatten());
            if let Some(first) = first {
                let measured = first.get_bounding_client_rect().height();
                if measured > 0.0 {
                    row.set(measured);
                }
            }
        });
    }
    {
        let (list, scroll) = (list.clone(), scroll.clone());
        use_effect_with((*focus, *focus_key, *row), move |(focus, _, row)| {
            if let (Some(focus), Some(list)) = (*focus, list.cast::<HtmlElement>()) {
                bring_into_sight(&list, focus, *row);
                scroll.set((f64::from(list.scroll_top()), f64::from(list.client_height())));
            }
        });
    }
    html! {
        <div class={classes!("rows", *class)} ref={list} tabindex="0" role="group" aria-label={label.clone()} {onscroll}>
            <div ref={above}></div>
            { draw.emit(window.rows) }
            <div ref={below}></div>
        </div>
    }
}

/// Scrolls the list, and nothing around it, until the row is in sight with its neighbours.
fn bring_into_sight(list: &HtmlElement, row: usize, height: f64) {
    let (top, view) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
    let at = row as f64 * height;
    let margin = (2.0 * height).min(view / 4.0);
    if at < top + margin || at + height > top + view - margin {
        list.set_scroll_top((at - view / 3.0).max(0.0) as i32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!(Window::new(900, 0.0, 400.0, 20.0).rows, 0..900);
    }

    #[test]
    fn of_a_long_list_only_what_is_in_sight_is_drawn() {
        for top in [0.0, 5_000.0, 199_600.0] {
            let window = Window::new(10_000, top, 400.0, 20.0);
            let first = (top / 20.0) as usize;
            assert!(window.rows.len() <= 100, "{window:?}");
            assert!(window.rows.start <= first && (first + 20).min(10_000) <= window.rows.end, "{window:?}");
        }
    }
}
