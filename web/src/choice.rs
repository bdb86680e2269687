//! What one can choose between: panels, parts of them, themes, speeds.

use session::Level;
use texts::{memory, page};

/// A panel that can be chosen where there is no room for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// The picture of user space, gate and kernel space.
    Boundary,
    /// Instructions around the pc.
    Code,
    /// Registers and CSRs.
    Cpu,
    /// The address space.
    Memory,
    /// The call stack.
    Stack,
    /// The system-call log.
    Calls,
    /// Every process.
    Processes,
    /// Descriptors, file tree, mounts.
    Files,
    /// The guest's terminal.
    Terminal,
}

impl Panel {
    /// Every panel, in the order of the small screen's menu.
    pub const ALL: [Panel; 9] = [
        Panel::Boundary,
        Panel::Code,
        Panel::Cpu,
        Panel::Memory,
        Panel::Stack,
        Panel::Calls,
        Panel::Files,
        Panel::Processes,
        Panel::Terminal,
    ];
    /// Those that share the right-hand side of a wide screen.
    pub const SIDE: [Panel; 6] =
        [Panel::Cpu, Panel::Memory, Panel::Stack, Panel::Calls, Panel::Files, Panel::Processes];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Panel::Boundary => page::boundary(),
            Panel::Code => page::code(),
            Panel::Cpu => page::cpu(),
            Panel::Memory => page::memory(),
            Panel::Stack => page::stack(),
            Panel::Calls => page::calls(),
            Panel::Processes => page::processes(),
            Panel::Files => page::files(),
            Panel::Terminal => page::terminal(),
        }
    }

    /// Its name in attributes, element ids and links.
    pub fn id(self) -> &'static str {
        match self {
            Panel::Boundary => "boundary",
            Panel::Code => "code",
            Panel::Cpu => "cpu",
            Panel::Memory => "memory",
            Panel::Stack => "stack",
            Panel::Calls => "calls",
            Panel::Processes => "processes",
            Panel::Files => "files",
            Panel::Terminal => "terminal",
        }
    }
}

/// What the memory panel shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemoryPart {
    /// The address space as a picture.
    Map,
    /// The way of an address through the page tables, and the last accesses.
    Walk,
    /// The bytes around an address.
    Bytes,
}

impl MemoryPart {
    /// Every part, in the order on the page.
    pub const ALL: [MemoryPart; 3] = [MemoryPart::Map, MemoryPart::Walk, MemoryPart::Bytes];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            MemoryPart::Map => memory::map(),
            MemoryPart::Walk => memory::walk(),
            MemoryPart::Bytes => memory::bytes(),
        }
    }
}

/// What the code panel shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// The source, with the instructions of the current line.
    Source,
    /// The instructions of the current function.
    Instructions,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// Its name in `data-theme` and in storage.
    pub fn id(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        }
    }
}

/// How large everything is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TextSize {
    /// A sixth smaller.
    Small,
    /// As it was drawn.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
}

impl TextSize {
    /// Its name in `data-text-size`; nothing where nothing is marked.
    pub fn id(self) -> Option<&'static str> {
        match self {
            TextSize::Small => Some("small"),
            TextSize::Normal => None,
            TextSize::Large => Some("large"),
            TextSize::Larger => Some("larger"),
        }
    }

    /// The one of this name; the usual one if there is none.
    pub fn parse(name: &str) -> Self {
        let all = [TextSize::Small, TextSize::Large, TextSize::Larger];
        all.into_iter().find(|size| size.id() == Some(name)).unwrap_or_default()
    }
}

/// How fast playing goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speed {
    /// Half.
    Half,
    /// As the levels say.
    Normal,
    /// Twice.
    Double,
    /// Four times.
    Fourfold,
}

impl Speed {
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Speed::Half => "½×",
            Speed::Normal => "1×",
            Speed::Double => "2×",
            Speed::Fourfold => "4×",
        }
    }

    /// The next one, round and round.
    pub fn next(self) -> Self {
        match self {
            Speed::Half => Speed::Normal,
            Speed::Normal => Speed::Double,
            Speed::Double => Speed::Fourfold,
            Speed::Fourfold => Speed::Half,
        }
    }

    /// Milliseconds between two steps of a level: finer steps follow one another faster.
    pub fn pause_ms(self, level: Level) -> u32 {
        let ms = match level {
            Level::Story => 1_800,
            Level::Syscall | Level::Crossing | Level::Switch | Level::Fault | Level::Part => 1_100,
            Level::Function | Level::Out => 450,
            Level::Line | Level::Over => 300,
            Level::Instruction => 140,
        };
        match self {
            Speed::Half => ms * 2,
            Speed::Normal => ms,
            Speed::Double => ms / 2,
            Speed::Fourfold => ms / 4,
        }
    }
}
