//! Arrows between boxes, and the token that marks one of them: an SVG layer over boxes that the stylesheet has laid out.
//! It measures them and draws; it knows boxes only by their `data-anchor`.

use web_sys::Element;
use yew::prelude::*;

use super::use_size;

use crate::float::{tenths, within};
use crate::hooks::{use_effect_with, use_state_eq};

/// How an arrow runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Run {
    /// From the lower edge of the one to the upper edge of the other.
    Down,
    /// From the upper edge of the one to the lower edge of the other.
    Up,
    /// From the right edge of the one to the left edge of the other.
    Across,
}

/// An arrow between two boxes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrow {
    /// `data-anchor` of the box it leaves.
    pub from: &'static str,
    /// `data-anchor` of the box it points to.
    pub to: &'static str,
    /// How it runs.
    pub run: Run,
    /// Whether what it stands for has happened.
    pub taken: bool,
}

/// What to draw over which element.
#[derive(Properties, PartialEq)]
pub struct ArrowsProps {
    /// The positioned element around the boxes.
    pub around: NodeRef,
    /// The arrows.
    pub arrows: Vec<Arrow>,
    /// `data-anchor` of the box that the token marks.
    pub token: Option<&'static str>,
    /// Changes whenever a box may have moved.
    pub key_of_layout: (u64, u32),
}

#[derive(Clone, PartialEq, Default, Debug)]
struct Geometry {
    paths: Vec<Option<String>>,
    token: Option<(f64, f64)>,
}

/// The layer.
#[component]
pub fn Arrows(ArrowsProps { around, arrows, token, key_of_layout }: &ArrowsProps) -> Html {
    let size = use_size(around);
    let geometry = use_state_eq(Geometry::default);
    {
        let (around, geometry) = (around.clone(), geometry.clone());
        use_effect_with(
            (arrows.clone(), *token, *key_of_layout, (size.0 as i32, size.1 as i32)),
            move |(arrows, token, _, _)| {
                if let Some(around) = around.cast::<Element>() {
                    geometry.set(Geometry {
                        paths: arrows.iter().map(|arrow| path(&around, arrow)).collect(),
                        token: token.and_then(|it| place(&around, it)).map(|it| (it.right, it.middle())),
                    });
                }
            },
        );
    }
    let paths = arrows.iter().zip(&geometry.paths).map(|(arrow, d)| {
        d.as_ref().map(|d| {
            html! {
                <path class="arrows__line" d={d.clone()} marker-end="url(#arrow-head)" data-taken={arrow.taken.then_some("")} />
            }
        })
    });
    html! {
        <svg class="arrows" aria-hidden="true">
            <defs>
                <marker id="arrow-head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7"
                    markerUnits="userSpaceOnUse" orient="auto">
                    <path class="arrows__head" d="M0,0 L8,4 L0,8z" />
                </marker>
            </defs>
            { for paths.flatten() }
            if let Some((x, y)) = geometry.token {
                <g class="arrows__token" data-token={token.unwrap_or_default()}>
                    <circle class="arrows__halo" cx={tenths(x)} cy={tenths(y)} r="13" />
                    <circle class="arrows__dot" cx={tenths(x)} cy={tenths(y)} r="7" />
                    <text class="arrows__pc" x={tenths(x + 12.0)} y={tenths(y + 4.0)}>{ "pc" }</text>
                </g>
            }
        </svg>
    }
}

/// Where a box is, relative to the layer.
#[derive(Clone, Copy, Debug)]
struct Place {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Place {
    fn middle(self) -> f64 {
        (self.top + self.bottom) / 2.0
    }
}

/// The box with this anchor, as far as the scrolled list around it shows it.
fn place(around: &Element, anchor: &str) -> Option<Place> {
    let element = around.query_selector(&format!("[data-anchor~=\"{anchor}\"]")).ok().flatten()?;
    let origin = around.get_bounding_client_rect();
    let rect = element.get_bounding_client_rect();
    if rect.width() == 0.0 {
        return None;
    }
    let (mut top, mut bottom) = (rect.top(), rect.bottom());
    if let Some(list) = element.closest("[data-clip]").ok().flatten() {
        let list = list.get_bounding_client_rect();
        top = within(top, list.top(), list.bottom());
        bottom = within(bottom, list.top(), list.bottom());
    }
    Some(Place {
        left: rect.left() - origin.left(),
        right: rect.right() - origin.left(),
        top: top - origin.top(),
        bottom: bottom - origin.top(),
    })
}

fn path(around: &Element, arrow: &Arrow) -> Option<String> {
    let (from, to) = (place(around, arrow.from)?, place(around, arrow.to)?);
    let upright = |x0: f64, y0: f64, x1: f64, y1: f64| {
        let y = (y0 + y1) / 2.0;
        curve([(x0, y0), (x0, y), (x1, y), (x1, y1)])
    };
    // An arrow leaves the wider box where the narrower one is, so that it is straight wherever it can be.
    let x_of = |at: Place, other: Place| {
        let x = (other.left + other.right) / 2.0;
        within(x, at.left + 20.0, at.right - 20.0)
    };
    Some(match arrow.run {
        Run::Down => {
            let x0 = x_of(from, to);
            upright(x0, from.bottom, x_of(to, Place { left: x0, right: x0, ..to }), to.top - 2.0)
        }
        Run::Up => {
            let x0 = x_of(from, to);
            upright(x0, from.top, x_of(to, Place { left: x0, right: x0, ..to }), to.bottom + 2.0)
        }
        Run::Across => {
            let (x0, y0, x1, y1) = (from.right, from.middle(), to.left - 2.0, to.middle());
            let x = (x0 + x1) / 2.0;
            curve([(x0, y0), (x, y0), (x, y1), (x1, y1)])
        }
    })
}

/// From the first point to the last, drawn to those between them.
fn curve(points: [(f64, f64); 4]) -> String {
    let [from, before, after, to] = points.map(|(x, y)| format!("{},{}", tenths(x), tenths(y)));
    format!("M{from} C{before} {after} {to}")
}
