//! RAM, and the barrier that every store passes: guest stores, A and D bits, host writes. It gives pages real memory when
//! they are first written, keeps what they held when an interval began, and forgets decoded instructions.

use std::ops::Range;
use std::rc::Rc;

use crate::code::CodePage;

/// Bytes of a page.
pub const PAGE_LEN: usize = 4096;

/// Four kibibytes of RAM.
#[derive(Clone, PartialEq, Eq, Debug)]
#[repr(align(8))]
pub struct Page(pub [u8; PAGE_LEN]);

impl Page {
    /// A page of zeros.
    pub const ZERO: Self = Self([0; PAGE_LEN]);
}

/// The contents of a page at some moment; `None` is a page of zeros.
pub type PageImage = Option<Rc<Page>>;

/// Frame of all pages that were never written: zeros.
const ZERO_FRAME: u32 = 0;

/// Decoded pages to keep, 16 KiB each; beyond it all are decoded anew.
const CODE_PAGES: usize = 1024;

/// A page, an offset in it, and which of the bytes lie there.
type Piece = (u32, usize, Range<usize>);

/// Cuts `len` bytes at `start` where pages end.
pub fn pieces(start: u64, len: usize) -> impl Iterator<Item = Piece> {
    let mut done = 0;
    std::iter::from_fn(move || {
        if done == len {
            return None;
        }
        let at = start + done as u64;
        let offset = at as usize % PAGE_LEN;
        let range = done..len.min(done + PAGE_LEN - offset);
        done = range.end;
        Some(((at / PAGE_LEN as u64) as u32, offset, range))
    })
}

/// RAM. A page is a number counted from the start of RAM; a frame is where its bytes are, so that a guest that touches
/// little costs little wherever it touches.
pub struct Ram {
    pub frames: Vec<Page>,
    frame_of: Vec<u32>,
    page_of: Vec<u32>,
    code: Vec<Option<Rc<CodePage>>>,
    n_code: usize,
    /// Frames whose page was stored to in this interval.
    dirty: Vec<bool>,
    kept: Vec<(u32, PageImage)>,
    keeping: bool,
    /// The page with the watched cell, and where in it the cell is.
    watched: Option<(u32, usize)>,
    /// Whether the watched cell was written since that was last asked.
    written: bool,
}

/// Bytes of a watched cell.
const CELL_LEN: usize = 8;

impl Clone for Ram {
    /// Decoded pages are not shared: they are changed in place by stores.
    fn clone(&self) -> Self {
        Self {
            frames: self.frames.clone(),
            frame_of: self.frame_of.clone(),
            page_of: self.page_of.clone(),
            code: vec![None; self.code.len()],
            n_code: 0,
            dirty: self.dirty.clone(),
            kept: self.kept.clone(),
            keeping: self.keeping,
            watched: self.watched,
            written: self.written,
        }
    }
}

impl Ram {
    pub fn new(len: u64) -> Self {
        let n_pages = len.div_ceil(PAGE_LEN as u64) as usize;
        Self {
            frames: vec![Page::ZERO],
            frame_of: vec![ZERO_FRAME; n_pages],
            page_of: vec![u32::MAX],
            code: vec![None],
            n_code: 0,
            dirty: vec![true],
            kept: Vec::new(),
            keeping: false,
            watched: None,
            written: false,
        }
    }

    /// Bytes of RAM.
    pub fn len(&self) -> u64 {
        (self.frame_of.len() * PAGE_LEN) as u64
    }

    /// Pages of RAM.
    pub fn n_pages(&self) -> u32 {
        self.frame_of.len() as u32
    }

    /// The page that holds physical address `pa`.
    pub fn page(&self, pa: u64) -> Option<u32> {
        let page = pa.checked_sub(board::RAM_BASE)? / PAGE_LEN as u64;
        (page < self.frame_of.len() as u64).then_some(page as u32)
    }

    /// The frame to read `page` from.
    pub fn frame(&self, page: u32) -> u32 {
        self.frame_of[page as usize]
    }

    /// Pages that have memory of their own, in order.
    pub fn touched(&self) -> impl Iterator<Item = (u32, &Page)> {
        let frames = self.frame_of.iter().enumerate().filter(|(_, frame)| **frame != ZERO_FRAME);
        frames.map(|(page, &frame)| (page as u32, &self.frames[frame as usize]))
    }

    /// The frame to write `page` to, and whether it moved there just now: then translations of it are stale.
    pub fn open(&mut self, page: u32) -> (u32, bool) {
        let mut frame = self.frame_of[page as usize];
        let fresh = frame == ZERO_FRAME;
        if fresh {
            frame = self.allocate(page);
        }
        if self.keeping && !self.dirty[frame as usize] {
            self.dirty[frame as usize] = true;
            let image = if fresh { None } else { Some(Rc::new(self.frames[frame as usize].clone())) };
            self.kept.push((page, image));
        }
        (frame, fresh)
    }

    fn allocate(&mut self, page: u32) -> u32 {
        if self.frames.len() == self.frames.capacity() {
            // By halves, not doubling: in a web page memory is never given back.
            self.frames.reserve_exact(256.max(self.frames.len() / 2));
        }
        let frame = self.frames.len() as u32;
        self.frames.push(Page::ZERO);
        self.page_of.push(page);
        self.code.push(None);
        self.dirty.push(false);
        self.frame_of[page as usize] = frame;
        frame
    }

    /// Whether instructions of the frame were decoded: then every store must come by [`Ram::write_page`].
    pub fn has_code(&self, frame: u32) -> bool {
        self.code[frame as usize].is_some()
    }

    /// Forgets the decoded instructions that `len` bytes at `offset` are part of. True if all of the page's are forgotten.
    fn forget(&mut self, frame: u32, offset: usize, len: usize) -> bool {
        match &self.code[frame as usize] {
            Some(code) if code.forget(offset, len) => {
                self.drop_code(frame);
                true
            }
            _ => false,
        }
    }

    fn drop_code(&mut self, frame: u32) {
        if self.code[frame as usize].take().is_some() {
            self.n_code -= 1;
        }
    }

    /// The decoded instructions of the frame. True if the frame had none: then stores to it may no longer be fast.
    pub fn code(&mut self, frame: u32) -> (Rc<CodePage>, bool) {
        if let Some(code) = &self.code[frame as usize] {
            return (code.clone(), false);
        }
        if self.n_code >= CODE_PAGES {
            self.code.fill(None);
            self.n_code = 0;
        }
        self.n_code += 1;
        let code = CodePage::new();
        self.code[frame as usize] = Some(code.clone());
        (code, true)
    }

    /// The 64 bits at `pa`, a multiple of 8.
    pub fn word(&self, pa: u64) -> Option<u64> {
        let bytes = &self.frames[self.frame(self.page(pa)?) as usize].0;
        bytes[pa as usize % PAGE_LEN..].first_chunk().map(|word| u64::from_le_bytes(*word))
    }

    /// Reads `bytes` at `pa`; false, and nothing read, if that is not all RAM.
    pub fn read(&self, pa: u64, bytes: &mut [u8]) -> bool {
        let Some(pieces) = self.pieces(pa, bytes.len()) else { return false };
        for (page, offset, range) in pieces {
            let piece = &mut bytes[range];
            piece.copy_from_slice(&self.frames[self.frame(page) as usize].0[offset..offset + piece.len()]);
        }
        true
    }

    /// Writes `bytes` at `offset` of `page`, where they fit. True if translations or decoded instructions that others hold
    /// are stale, or the watched cell was written: the caller ends the burst.
    pub fn write_page(&mut self, page: u32, offset: usize, bytes: &[u8]) -> bool {
        let (frame, fresh) = self.open(page);
        self.frames[frame as usize].0[offset..offset + bytes.len()].copy_from_slice(bytes);
        let watched = self.watched.is_some_and(|(watched, at)| {
            watched == page && offset < at + CELL_LEN && at < offset + bytes.len()
        });
        self.written |= watched;
        self.forget(frame, offset, bytes.len()) | fresh | watched
    }

    /// Watches the cell at `pa`, or none.
    pub fn watch(&mut self, pa: Option<u64>) {
        let place = |pa| Some((self.page(pa)?, pa as usize % PAGE_LEN / CELL_LEN * CELL_LEN));
        (self.watched, self.written) = (pa.and_then(place), false);
    }

    /// Whether the watched cell is in this page: then every store must come by [`Ram::write_page`].
    pub fn is_watched(&self, page: u32) -> bool {
        self.watched.is_some_and(|(watched, _)| watched == page)
    }

    /// Whether the watched cell was written since [`Ram::take_written`] was last called.
    pub fn is_written(&self) -> bool {
        self.written
    }

    /// The same, and forgets it.
    pub fn take_written(&mut self) -> bool {
        std::mem::take(&mut self.written)
    }

    /// Writes `bytes` at `pa`: `None`, and nothing written, if that is not all RAM; else as [`Ram::write_page`].
    pub fn write(&mut self, pa: u64, bytes: &[u8]) -> Option<bool> {
        let mut stale = false;
        for (page, offset, range) in self.pieces(pa, bytes.len())? {
            stale |= self.write_page(page, offset, &bytes[range]);
        }
        Some(stale)
    }

    /// Whether `len` bytes at `pa` are all RAM.
    pub fn holds(&self, pa: u64, len: u64) -> bool {
        let end = pa.checked_sub(board::RAM_BASE).and_then(|start| start.checked_add(len));
        end.is_some_and(|end| end <= self.len())
    }

    /// The pieces of `len` bytes at `pa`, if that is all RAM.
    fn pieces(&self, pa: u64, len: usize) -> Option<impl Iterator<Item = Piece> + use<>> {
        self.holds(pa, len as u64).then(|| pieces(pa - board::RAM_BASE, len))
    }

    /// From here on the first store to a page keeps what it holds.
    pub fn begin_interval(&mut self) {
        self.keeping = true;
        self.dirty.fill(false);
        self.kept.clear();
    }

    /// What was kept since the interval began, sorted by page.
    pub fn take_kept(&mut self) -> Vec<(u32, PageImage)> {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_unstable_by_key(|(page, _)| *page);
        kept
    }

    /// What `page` holds.
    pub fn image(&self, page: u32) -> PageImage {
        match self.frame(page) {
            ZERO_FRAME => None,
            frame => Some(Rc::new(self.frames[frame as usize].clone())),
        }
    }

    /// Makes `page` hold `image`, keeping nothing.
    pub fn put_image(&mut self, page: u32, image: &PageImage) {
        let mut frame = self.frame(page);
        if frame == ZERO_FRAME {
            if image.is_none() {
                return;
            }
            frame = self.allocate(page);
        }
        let (bytes, image) = (&mut self.frames[frame as usize], image.as_deref().unwrap_or(&Page::ZERO));
        if *bytes != *image {
            bytes.clone_from(image);
            self.drop_code(frame);
        }
    }
}
