//! Paints the lanes on a canvas, in the colours of the stylesheet, as sharp as the screen is.

use session::{Mode, Run};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement};

use super::lanes::{self, FUNCTION_HEIGHT, Lanes, ModePiece, Scale};

/// The tokens that the canvas paints with.
struct Palette {
    modes: [String; 3],
    tints: [String; 3],
    inks: [String; 3],
    on_mode: String,
    faint: String,
    riser: String,
    bad: String,
    mono: String,
}

impl Palette {
    fn of(style: &CssStyleDeclaration) -> Self {
        // A token that is missing paints nothing.
        let token = |name: &str| style.get_property_value(name).unwrap_or_default().trim().to_string();
        Self {
            modes: ["--user", "--kernel", "--machine"].map(token),
            tints: ["--user-tint", "--kernel-tint", "--machine-tint"].map(token),
            inks: ["--user-ink", "--kernel-ink", "--machine"].map(token),
            on_mode: token("--on-kernel"),
            faint: token("--line-2"),
            riser: token("--ink-3"),
            bad: token("--bad"),
            mono: token("--mono"),
        }
    }
}

/// Paints a run. The canvas gets as many pixels as the screen has for it.
pub fn paint(canvas: &HtmlCanvasElement, run: &Run, scale: Scale, height: f64) {
    let Some(window) = web_sys::window() else { return };
    let Some(style) = window.get_computed_style(canvas).ok().flatten() else { return };
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let ratio = window.device_pixel_ratio().clamp(1.0, 4.0);
    canvas.set_width((scale.width * ratio) as u32);
    canvas.set_height((height * ratio) as u32);
    // A context of a canvas without pixels refuses; then there is nothing to paint.
    let _ = context.scale(ratio, ratio);
    let painter = Painter {
        context,
        palette: Palette::of(&style),
        lanes: Lanes::of_height(height),
        width: scale.width,
    };
    painter.guides();
    if run.end > run.start {
        painter.modes(&lanes::modes(&run.modes, scale));
        painter.calls(run, scale);
        painter.functions(run, scale);
    }
}

struct Painter {
    context: CanvasRenderingContext2d,
    palette: Palette,
    lanes: Lanes,
    width: f64,
}

impl Painter {
    fn guides(&self) {
        self.context.set_fill_style_str(&self.palette.faint);
        for y in self.lanes.modes {
            self.context.fill_rect(0.0, y - 0.5, self.width, 1.0);
        }
    }

    fn modes(&self, pieces: &[ModePiece]) {
        let (context, lanes, palette) = (&self.context, &self.lanes, &self.palette);
        self.hatch(pieces);
        context.set_global_alpha(0.16);
        for mode in [Mode::User, Mode::Machine] {
            let row = lanes::row(mode);
            context.set_fill_style_str(&palette.modes[row]);
            for piece in pieces.iter().filter(|it| it.modes[row]) {
                context.fill_rect(
                    piece.x0,
                    lanes.modes[row] - lanes.band,
                    piece.x1 - piece.x0,
                    lanes.band * 2.0,
                );
            }
        }
        context.set_global_alpha(1.0);
        // The risers lie under the lines.
        context.set_fill_style_str(&palette.riser);
        for pair in pieces.windows(2) {
            let y = |piece: &ModePiece| piece.modes.iter().position(|it| *it).map(|i| lanes.modes[i]);
            if let (Some(a), Some(b)) = (y(&pair[0]), y(&pair[1])) {
                // Where crossings crowd, the risers must not be all there is to see.
                let room = (pair[0].x1 - pair[0].x0).min(pair[1].x1 - pair[1].x0);
                context.set_global_alpha((room / 5.0).clamp(0.2, 1.0));
                context.fill_rect(pair[1].x0 - 0.6, a.min(b), 1.2, (a - b).abs());
            }
        }
        context.set_global_alpha(1.0);
        for row in 0..3 {
            context.set_fill_style_str(&palette.modes[row]);
            for piece in pieces.iter().filter(|it| it.modes[row]) {
                let width = (piece.x1 - piece.x0).max(1.0);
                context.fill_rect(piece.x0, lanes.modes[row] - 1.2, width, 2.4);
            }
        }
    }

    /// The kernel's band is hatched, for those to whom the colours look alike.
    fn hatch(&self, pieces: &[ModePiece]) {
        let (context, lanes) = (&self.context, &self.lanes);
        let row = lanes::row(Mode::Supervisor);
        let (top, bottom) = (lanes.modes[row] - lanes.band, lanes.modes[row] + lanes.band);
        context.save();
        context.begin_path();
        for piece in pieces.iter().filter(|it| it.modes[row]) {
            context.rect(piece.x0, top, (piece.x1 - piece.x0).max(1.0), bottom - top);
        }
        context.clip();
        context.begin_path();
        let slant = bottom - top;
        let mut x = -slant;
        while x < self.width {
            context.move_to(x, bottom);
            context.line_to(x + slant, top);
            x += 6.0;
        }
        context.set_stroke_style_str(&self.palette.modes[row]);
        context.set_line_width(1.4);
        context.set_global_alpha(0.5);
        context.stroke();
        context.restore();
    }

    fn calls(&self, run: &Run, scale: Scale) {
        let (lanes, palette) = (&self.lanes, &self.palette);
        let (y, height) = (lanes.calls, lanes.calls_height);
        let mut free = f64::MIN;
        for block in lanes::calls(run, scale) {
            let row = lanes::row(block.mode);
            let width = (block.x1 - block.x0).max(1.0);
            if !lanes.boxes {
                if block.x0 >= free && width > 8.0 {
                    let name = self.text(
                        block.name,
                        block.x0.max(0.0) + 2.0,
                        y + height - 4.0,
                        width.max(34.0).min(self.width - block.x0 - 4.0),
                        9.5,
                        &palette.inks[row],
                    );
                    free = block.x0 + name + 6.0;
                }
                continue;
            }
            self.rounded(block.x0 + 0.5, y, (width - 1.0).max(1.0), height, 3.0, &palette.modes[row]);
            if block.failed {
                self.context.set_fill_style_str(&palette.bad);
                self.context.fill_rect(block.x0 + 0.5, y + height - 3.0, (width - 1.0).max(1.0), 3.0);
            }
            let left = block.x0.max(0.0);
            self.text(block.name, left + 4.0, y + 12.5, block.x1 - left - 6.0, 10.0, &palette.on_mode);
        }
    }

    fn functions(&self, run: &Run, scale: Scale) {
        let (context, lanes, palette) = (&self.context, &self.lanes, &self.palette);
        context.set_line_width(0.7);
        for block in lanes::functions(run, scale, lanes.n_functions) {
            let row = lanes::row(block.mode);
            let y = lanes.functions + block.depth as f64 * FUNCTION_HEIGHT;
            let width = (block.x1 - block.x0).max(1.0);
            if width < 4.0 {
                // Too narrow for a frame: crowds of them would be nothing but frames.
                context.set_fill_style_str(&palette.modes[row]);
                context.set_global_alpha(0.3);
                context.fill_rect(block.x0, y, width, FUNCTION_HEIGHT - 1.0);
                context.set_global_alpha(1.0);
                continue;
            }
            self.rounded(block.x0 + 0.5, y, width - 1.0, FUNCTION_HEIGHT - 1.0, 2.0, &palette.tints[row]);
            context.set_stroke_style_str(&palette.modes[row]);
            context.set_global_alpha(0.6);
            context.stroke();
            context.set_global_alpha(1.0);
            self.text(
                block.name,
                block.x0.max(0.0) + 4.0,
                y + 9.0,
                block.x1 - block.x0.max(0.0) - 6.0,
                9.5,
                &palette.inks[row],
            );
        }
    }

    fn rounded(&self, x: f64, y: f64, width: f64, height: f64, radius: f64, colour: &str) {
        let context = &self.context;
        context.begin_path();
        if width < 2.0 * radius || context.round_rect_with_f64(x, y, width, height, radius).is_err() {
            context.rect(x, y, width, height);
        }
        context.set_fill_style_str(colour);
        context.fill();
    }

    /// As much of a name as fits, and nothing if that is less than three letters. Returns the width it took.
    fn text(&self, name: &str, x: f64, y: f64, room: f64, size: f64, colour: &str) -> f64 {
        let letter = size * 0.61;
        let n_fit = (room / letter).max(0.0) as usize;
        // The last part of a path says most.
        let short = lanes::last_part(name);
        let name = if name.chars().count() <= n_fit { name } else { short };
        let n_letters = name.chars().count().min(n_fit);
        if n_letters < 3.min(name.chars().count()) || n_letters == 0 {
            return 0.0;
        }
        let shown: String = name.chars().take(n_letters).collect();
        self.context.set_font(&format!("{size}px {}", self.palette.mono));
        self.context.set_fill_style_str(colour);
        // A text that cannot be painted is missing from a picture nobody else reads.
        let _ = self.context.fill_text(&shown, x, y);
        n_letters as f64 * letter
    }
}
