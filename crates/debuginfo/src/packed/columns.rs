//! The columns: what stands in each, and how a number stands there.

/// What stands in a column. A number is written seven bits at a time, the lowest first, each byte but the last with its
/// highest bit set (LEB128); a difference with its sign in the lowest bit.
#[derive(Clone, Copy)]
pub enum Column {
    /// Each name once, a zero behind it.
    Text,
    /// The executables: which file, as four bytes.
    Key,
    /// How many there are of what comes next.
    Count,
    /// Symbols: from the end of the last one to the start, the length, and the name.
    SymbolGap,
    SymbolLen,
    SymbolName,
    /// Lines: from the end of the last one to the start, and the length, both in halves.
    LineGap,
    LineLen,
    /// The place in [`Recent`], from 1; 0 if it is not there, and then the file, and lines from the last one in that.
    LineRecent,
    LineFile,
    LineStep,
    /// Functions that have parameters: symbols from the last one.
    Function,
    /// Names of parameters, their registers, and a zero behind those.
    Parameter,
    Register,
    /// Types: name, length, and which shape.
    TypeName,
    TypeLen,
    Shape,
    /// What they are made of: name, place or value, and how many types before this one that is.
    Member,
    Value,
    Made,
    /// Statics: name, address, and type.
    Static,
    Address,
}

/// How many columns there are.
pub const N_COLUMNS: usize = Column::Address as usize + 1;

// Shapes of types.
pub const SCALAR: u64 = 0;
pub const STRUCT: u64 = 1;
pub const ENUM: u64 = 2;
pub const NAMES: u64 = 3;
pub const ARRAY: u64 = 4;
pub const POINTER: u64 = 5;

/// How many lines are recent.
const N_RECENT: usize = 64;

/// The lines that came last, the last first: the compiler goes to and fro between few of them.
#[derive(Default)]
pub struct Recent {
    lines: Vec<(usize, u32)>,
}

impl Recent {
    /// Where this line stands.
    pub fn place(&self, line: (usize, u32)) -> Option<usize> {
        self.lines.iter().position(|it| *it == line)
    }

    /// The line that stands here comes again.
    pub fn again(&mut self, place: usize) -> Option<(usize, u32)> {
        self.lines.get_mut(..=place)?.rotate_right(1);
        self.lines.first().copied()
    }

    /// A line comes that stands nowhere.
    pub fn add(&mut self, line: (usize, u32)) {
        self.lines.truncate(N_RECENT - 1);
        self.lines.insert(0, line);
    }
}
