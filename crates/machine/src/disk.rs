//! The contents of a disk, in pages that clones and checkpoints share until they are stored to. It knows no device:
//! `device/virtio/block.rs` moves the bytes.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::ram::{PAGE_LEN, Page, PageImage, pieces};

/// Bytes of a sector. A disk is a whole number of them.
pub const SECTOR_LEN: u64 = 512;

/// A disk. A page of it that is all zeros costs no memory until something else is written there.
#[derive(Clone, Debug)]
pub struct Disk {
    n_sectors: u64,
    pages: Vec<PageImage>,
    /// What the pages that were written in this interval held when it began, sorted; `None` before the first interval.
    kept: Option<Vec<(u32, PageImage)>>,
}

impl Disk {
    /// A disk of `len` bytes, rounded up to whole sectors, all zeros.
    pub fn new(len: u64) -> Self {
        let n_pages = len.div_ceil(PAGE_LEN as u64) as usize;
        Self { n_sectors: len.div_ceil(SECTOR_LEN), pages: vec![None; n_pages], kept: None }
    }

    /// Sectors of the disk.
    pub fn n_sectors(&self) -> u64 {
        self.n_sectors
    }

    fn holds(&self, offset: u64, len: usize) -> bool {
        offset.checked_add(len as u64).is_some_and(|end| end <= self.n_sectors * SECTOR_LEN)
    }

    /// Copies from the disk, `offset` in bytes; false, and nothing copied, if it ends before.
    pub fn read(&self, offset: u64, bytes: &mut [u8]) -> bool {
        if !self.holds(offset, bytes.len()) {
            return false;
        }
        for (page, offset, range) in pieces(offset, bytes.len()) {
            let page = self.pages[page as usize].as_deref().unwrap_or(&Page::ZERO);
            bytes[range.clone()].copy_from_slice(&page.0[offset..offset + range.len()]);
        }
        true
    }

    /// Copies to the disk, `offset` in bytes; false, and nothing copied, if it ends before.
    pub fn write(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if !self.holds(offset, bytes.len()) {
            return false;
        }
        for (page, offset, range) in pieces(offset, bytes.len()) {
            self.write_page(page, offset, &bytes[range]);
        }
        true
    }

    fn write_page(&mut self, page: u32, offset: usize, bytes: &[u8]) {
        let image = &mut self.pages[page as usize];
        if image.is_none() && bytes.iter().all(|byte| *byte == 0) {
            return;
        }
        if let Some(kept) = &mut self.kept
            && let Err(place) = kept.binary_search_by_key(&page, |(page, _)| *page)
        {
            kept.insert(place, (page, image.clone()));
        }
        let page = Rc::make_mut(image.get_or_insert_with(|| Rc::new(Page::ZERO)));
        page.0[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    /// From here on the first write to a page keeps what it holds.
    pub(crate) fn begin_interval(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// What was kept since the interval began, sorted by page.
    pub(crate) fn take_kept(&mut self) -> Vec<(u32, PageImage)> {
        self.kept.take().unwrap_or_default()
    }

    /// What a page holds.
    pub(crate) fn image(&self, page: u32) -> PageImage {
        self.pages[page as usize].clone()
    }

    /// Makes a page hold `image`, keeping nothing.
    pub(crate) fn put_image(&mut self, page: u32, image: &PageImage) {
        self.pages[page as usize].clone_from(image);
    }
}

/// Which pages of zeros were written does not matter.
impl Hash for Disk {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.n_sectors);
        for (page, image) in self.pages.iter().enumerate() {
            if let Some(image) = image.as_deref().filter(|image| **image != Page::ZERO) {
                state.write_u64(page as u64);
                state.write(&image.0);
            }
        }
    }
}
