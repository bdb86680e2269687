//! A poster as an SVG that stands alone. SVG 1.1, §9 "Basic Shapes", §10 "Text". No style sheet is in it, which a strict
//! policy of a page would forbid.

use std::fmt::Write;

use super::{Paint, Poster, Shape, Words};

/// The letters, and those that are equally wide.
const SANS: &str = "ui-sans-serif, system-ui, sans-serif";
const MONO: &str = "ui-monospace, Menlo, monospace";

impl Poster {
    /// The poster as a file.
    pub fn to_svg(&self) -> String {
        let Self { width, height, title, shapes } = self;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" font-family=\"{SANS}\"><title>{}</title>",
            escaped(title)
        );
        shapes.iter().for_each(|shape| write_shape(&mut svg, shape));
        svg + "</svg>\n"
    }
}

// To write to a string never fails.
fn write_shape(svg: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Rect([x, y, width, height], radius, paint) => write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"{}/>",
            painted(paint)
        ),
        Shape::Circle([x, y], radius, paint) => {
            write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}/>", painted(paint))
        }
        Shape::Path(line, paint) => write!(svg, "<path d=\"{line}\"{}/>", painted(paint)),
        Shape::Text([x, y], up_to, words) => {
            let anchor = if *up_to { " text-anchor=\"end\"" } else { "" };
            let words: String = words.iter().map(spoken).collect();
            write!(svg, "<text x=\"{x}\" y=\"{y}\" xml:space=\"preserve\"{anchor}>{words}</text>")
        }
    };
}

fn painted(paint: &Paint) -> String {
    let fill = if paint.fill.is_empty() { "none" } else { &paint.fill };
    let dashes = if paint.dashed { " stroke-dasharray=\"3 3\"" } else { "" };
    match paint.stroke.as_str() {
        "" => format!(" fill=\"{fill}\""),
        stroke => {
            format!(" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{}\"{dashes}", paint.width)
        }
    }
}

fn spoken(words: &Words) -> String {
    let weight = if words.bold { " font-weight=\"700\"" } else { "" };
    let family = if words.mono { format!(" font-family=\"{MONO}\"") } else { String::new() };
    format!(
        "<tspan fill=\"{}\" font-size=\"{}\"{weight}{family}>{}</tspan>",
        words.colour,
        words.size,
        escaped(&words.text)
    )
}

/// A text as it stands in XML, without what may not stand there. XML 1.0 (fifth edition), §2.2 "Characters".
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('·'),
            letter if letter.is_control() => safe.push('·'),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_is_called_cannot_break_out_of_the_picture() {
        assert_eq!(escaped("<a href=\"x\">&\u{1b}[0m"), "&lt;a href=&quot;x&quot;&gt;&amp;·[0m");
    }
}
