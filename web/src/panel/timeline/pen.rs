//! A canvas as sharp as the screen is, and the colours of the stylesheet.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::float::{tenths, within};

/// The tokens that the canvases paint with.
pub struct Palette {
    /// Of the modes U, S, M.
    pub modes: [String; 3],
    pub tints: [String; 3],
    pub inks: [String; 3],
    pub on_kernel: String,
    pub panel: String,
    pub faint: String,
    pub line: String,
    pub ink: String,
    pub ink_2: String,
    pub ink_3: String,
    pub bad: String,
    pub found: String,
    pub screen: String,
    pub screen_ink: String,
    mono: String,
    sans: String,
}

/// Paints on a canvas, in CSS pixels.
pub struct Pen {
    /// The canvas.
    pub context: CanvasRenderingContext2d,
    /// The colours.
    pub palette: Palette,
}

impl Pen {
    /// A clean canvas of this size; it gets as many pixels as the screen has for it. `None` for one that cannot be painted.
    pub fn on(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<Self> {
        let window = web_sys::window()?;
        let style = window.get_computed_style(canvas).ok()??;
        let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        let ratio = within(window.device_pixel_ratio(), 1.0, 4.0);
        let (pixels, lines) = ((width * ratio) as u32, (height * ratio) as u32);
        if (canvas.width(), canvas.height()) != (pixels, lines) {
            canvas.set_width(pixels);
            canvas.set_height(lines);
        }
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        context.set_global_alpha(1.0);
        context.clear_rect(0.0, 0.0, width, height);
        // A token that is missing paints nothing.
        let token = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_string();
        let palette = Palette {
            modes: ["--user", "--kernel", "--machine"].map(token),
            tints: ["--user-tint", "--kernel-tint", "--machine-tint"].map(token),
            inks: ["--user-ink", "--kernel-ink", "--machine-ink"].map(token),
            on_kernel: token("--on-kernel"),
            panel: token("--panel"),
            faint: token("--line-2"),
            line: token("--line"),
            ink: token("--ink"),
            ink_2: token("--ink-2"),
            ink_3: token("--ink-3"),
            bad: token("--bad"),
            found: token("--changed-ink"),
            screen: token("--screen"),
            screen_ink: token("--screen-ink"),
            mono: token("--mono"),
            sans: token("--sans"),
        };
        Some(Self { context, palette })
    }

    /// A box.
    pub fn fill(&self, x: f64, y: f64, width: f64, height: f64, colour: &str) {
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(x, y, width, height);
    }

    /// The same, seen through.
    pub fn tint(&self, alpha: f64, x: f64, y: f64, width: f64, height: f64, colour: &str) {
        self.context.set_global_alpha(alpha);
        self.fill(x, y, width, height, colour);
        self.context.set_global_alpha(1.0);
    }

    /// A box with round corners, if it is wide enough for some.
    pub fn rounded(&self, x: f64, y: f64, width: f64, height: f64, radius: f64, colour: &str) {
        let context = &self.context;
        context.begin_path();
        if width < 2.0 * radius || context.round_rect_with_f64(x, y, width, height, radius).is_err() {
            context.rect(x, y, width, height);
        }
        context.set_fill_style_str(colour);
        context.fill();
    }

    /// Strokes the outline of the last box.
    pub fn outline(&self, alpha: f64, colour: &str) {
        self.context.set_global_alpha(alpha);
        self.context.set_line_width(0.7);
        self.context.set_stroke_style_str(colour);
        self.context.stroke();
        self.context.set_global_alpha(1.0);
    }

    /// A triangle that stands on its tip at `x`, or on its base.
    pub fn triangle(&self, x: f64, y: f64, size: f64, upright: bool, colour: &str) {
        let (base, tip) = if upright { (y + size, y) } else { (y, y + size) };
        let context = &self.context;
        context.begin_path();
        context.move_to(x - size * 0.55, base);
        context.line_to(x + size * 0.55, base);
        context.line_to(x, tip);
        context.close_path();
        context.set_fill_style_str(colour);
        context.fill();
    }

    /// Slanted lines over what was clipped to.
    pub fn hatch(&self, top: f64, bottom: f64, width: f64, alpha: f64, colour: &str) {
        let context = &self.context;
        let slant = bottom - top;
        context.begin_path();
        let mut x = -slant;
        while x < width {
            context.move_to(x, bottom);
            context.line_to(x + slant, top);
            x += 6.0;
        }
        context.set_stroke_style_str(colour);
        context.set_line_width(1.4);
        context.set_global_alpha(alpha);
        context.stroke();
        context.set_global_alpha(1.0);
    }

    /// The letters of code, of this size, for what is written next.
    pub fn code(&self, size: f64) {
        self.context.set_font(&format!("{}px {}", tenths(size), self.palette.mono));
    }

    /// The letters of prose.
    pub fn prose(&self, size: f64) {
        self.context.set_font(&format!("600 {}px {}", tenths(size), self.palette.sans));
    }

    /// As much of a text as fits into `room`, and nothing if that is less than three letters. Returns the width it took.
    /// Letters are `letter` pixels wide.
    pub fn text(&self, text: &str, x: f64, y: f64, room: f64, letter: f64, colour: &str) -> f64 {
        let n_fit = (room / letter).max(0.0) as usize;
        let n_letters = text.chars().count();
        let n_shown = n_letters.min(n_fit);
        if n_shown < 3.min(n_letters) || n_shown == 0 {
            return 0.0;
        }
        let end = text.char_indices().nth(n_shown).map_or(text.len(), |(end, _)| end);
        self.context.set_fill_style_str(colour);
        // A text that cannot be painted is missing from a picture nobody else reads.
        let _ = self.context.fill_text(&text[..end], x, y);
        n_shown as f64 * letter
    }
}
