//! A poster painted on a canvas, to be a PNG. No image is loaded for it, which a strict policy of the page would forbid.

use session::{Paint, Poster, Shape, Words};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

/// Pixels of the picture for each of the poster, in both directions.
const SCALE: u32 = 2;

/// Paints a poster and calls back with the file, if the browser makes one.
pub fn png(poster: &Poster, call: impl FnOnce(Blob) + 'static) {
    let canvas = gloo::utils::document().create_element("canvas").ok();
    let Some(canvas) = canvas.and_then(|it| it.dyn_into::<HtmlCanvasElement>().ok()) else { return };
    canvas.set_width(poster.width * SCALE);
    canvas.set_height(poster.height * SCALE);
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    // What a canvas refuses is missing in the picture.
    let _ = context.scale(f64::from(SCALE), f64::from(SCALE));
    poster.shapes.iter().for_each(|shape| draw(&context, shape));
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            call(blob);
        }
    });
    let _ = canvas.to_blob(done.unchecked_ref());
}

fn draw(context: &CanvasRenderingContext2d, shape: &Shape) {
    let path = match shape {
        Shape::Path(line, _) => Path2d::new_with_path_string(line),
        Shape::Rect(..) | Shape::Circle(..) | Shape::Text(..) => Path2d::new(),
    };
    let Ok(path) = path else { return };
    match shape {
        Shape::Rect(place, radius, paint) => {
            let [x, y, width, height] = place.map(f64::from);
            let _ = path.round_rect_with_f64(x, y, width, height, f64::from(*radius));
            fill(context, &path, paint);
        }
        Shape::Circle([x, y], radius, paint) => {
            let _ = path.arc(f64::from(*x), f64::from(*y), f64::from(*radius), 0.0, std::f64::consts::TAU);
            fill(context, &path, paint);
        }
        Shape::Path(_, paint) => fill(context, &path, paint),
        Shape::Text([x, y], up_to, words) => write(context, [*x, *y].map(f64::from), *up_to, words),
    }
}

fn fill(context: &CanvasRenderingContext2d, path: &Path2d, paint: &Paint) {
    if !paint.fill.is_empty() {
        context.set_fill_style_str(&paint.fill);
        context.fill_with_path_2d(path);
    }
    if !paint.stroke.is_empty() {
        let dashes =
            if paint.dashed { js_sys::Array::of2(&3.into(), &3.into()) } else { js_sys::Array::new() };
        let _ = context.set_line_dash(&dashes);
        context.set_line_width(f64::from(paint.width));
        context.set_stroke_style_str(&paint.stroke);
        context.stroke_with_path(path);
    }
}

fn write(context: &CanvasRenderingContext2d, [x, y]: [f64; 2], up_to: bool, words: &[Words]) {
    let set = |words: &Words| {
        let weight = if words.bold { "700" } else { "400" };
        let family = if words.mono {
            "ui-monospace, Menlo, monospace"
        } else {
            "ui-sans-serif, system-ui, sans-serif"
        };
        context.set_font(&format!("{weight} {}px {family}", words.size));
        context.measure_text(&words.text).map_or(0.0, |it| it.width())
    };
    let mut x = if up_to { x - words.iter().map(set).sum::<f64>() } else { x };
    for part in words {
        let width = set(part);
        context.set_fill_style_str(&part.colour);
        let _ = context.fill_text(&part.text, x, y);
        x += width;
    }
}
