//! The size of an element, kept up to date.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state_eq};

/// Width and height of an element in CSS pixels; zero before it is drawn. Draws the component again when they change.
#[hook]
pub fn use_size(node: &NodeRef) -> (f64, f64) {
    let size = use_state_eq(|| (0.0, 0.0));
    {
        let (node, size) = (node.clone(), size.clone());
        use_effect_with((), move |()| {
            let watched = node.cast::<Element>();
            let measured = watched.clone();
            let closure = Closure::<dyn FnMut()>::new(move || {
                if let Some(element) = &measured {
                    let rect = element.get_bounding_client_rect();
                    size.set((rect.width(), rect.height()));
                }
            });
            let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(element)) = (&observer, &watched) {
                observer.observe(element);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(closure);
            }
        });
    }
    *size
}
