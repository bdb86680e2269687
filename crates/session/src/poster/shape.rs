//! What a poster is made of: shapes in pixels, in colours.

/// How a shape is filled and drawn around.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Paint {
    /// The colour inside, as CSS writes it; empty if there is none.
    pub fill: String,
    /// The colour around it; empty if there is none.
    pub stroke: String,
    /// Width of the line around it.
    pub width: u32,
    /// Whether that is dashed.
    pub dashed: bool,
}

/// Words of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their colour, as CSS writes it.
    pub colour: String,
    /// Height of the letters.
    pub size: u32,
    /// Whether they are bold.
    pub bold: bool,
    /// Whether all letters are equally wide.
    pub mono: bool,
}

/// A shape.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A rectangle: left, top, width, height; and the radius of its corners.
    Rect([u32; 4], u32, Paint),
    /// A circle: its centre, and its radius.
    Circle([u32; 2], u32, Paint),
    /// A line, as SVG writes it.
    Path(String, Paint),
    /// Words side by side, from here on; or up to here.
    Text([u32; 2], bool, Vec<Words>),
}
