//! The icon as pictures of pixels, for systems that take no SVG. They are made with the page, of `web/icon.svg`.

use std::fs;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::root::root;
use crate::{Error, Explain, Result};

/// A picture: its name, its width and height in pixels, how much of the width the drawing takes, and whether it stands on
/// white, as where a system rounds the corners itself.
type Picture = (&'static str, u32, f32, bool);

/// The manifest and the entry page name them. Of the maskable one nothing is cut off within a circle of two fifths of the
/// width around the middle (Web Application Manifest, "Icon masks and safe zone").
const PICTURES: [Picture; 4] = [
    ("tile-180.png", 180, 0.8, true),
    ("tile-192.png", 192, 1.0, false),
    ("tile-512.png", 512, 1.0, false),
    ("tile-maskable.png", 512, 0.75, true),
];

/// The names of the pictures, and each as a PNG.
pub fn pictures() -> Result<Vec<(&'static str, Vec<u8>)>> {
    let file = root().join("web/icon.svg");
    let unreadable = || format!("{} cannot be read", file.display());
    let svg = fs::read(&file).explain(unreadable)?;
    let tree = Tree::from_data(&svg, &Options::default()).explain(unreadable)?;
    let png = |picture: &Picture| draw(&tree, *picture)?.encode_png().explain(|| picture.0.to_string());
    PICTURES.iter().map(|picture| Ok((picture.0, png(picture)?))).collect()
}

fn draw(tree: &Tree, (name, len, part, on_white): Picture) -> Result<Pixmap> {
    let mut pixels = Pixmap::new(len, len).ok_or_else(|| Error(format!("{name} has no pixels.")))?;
    if on_white {
        pixels.fill(Color::WHITE);
    }
    let width = len as f32;
    let (scale, margin) = (width * part / tree.size().width(), width * (1.0 - part) / 2.0);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, margin, margin);
    resvg::render(tree, place, &mut pixels.as_mut());
    Ok(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_all_of_the_drawing_and_white_corners_where_they_are_cut() {
        for (name, png) in pictures().unwrap() {
            let (_, len, part, on_white) = PICTURES.into_iter().find(|(other, ..)| *other == name).unwrap();
            let picture = Pixmap::decode_png(&png).unwrap();
            let at = |x: f32| picture.pixel((x * len as f32) as u32, len / 2).unwrap();
            assert_eq!((picture.width(), picture.height()), (len, len), "{name}");
            assert_eq!(picture.pixel(0, 0).unwrap().alpha(), if on_white { 255 } else { 0 }, "{name}");
            // The outer ring is 1.5 of 26 from the edge of the drawing: blue, and as blue on the other side.
            let ring = (1.0 - part) / 2.0 + part * 1.5 / 26.0;
            assert!(at(ring).blue() > at(ring).red(), "{name}");
            assert_eq!(at(ring), at(1.0 - ring), "{name}");
            // Outside of it there is nothing.
            assert_eq!(at(0.0).alpha(), picture.pixel(0, 0).unwrap().alpha(), "{name}");
        }
    }
}
