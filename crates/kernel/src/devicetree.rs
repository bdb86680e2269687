//! What the loader tells the kernel: how much memory there is, and where it put the initial file system. Devicetree
//! Specification 0.4, §3.4 "/memory node", §3.6 "/chosen node" and §5 "Flattened Devicetree (DTB) Format";
//! `linux,initrd-*` is Linux's, `Documentation/devicetree/bindings/chosen.txt`.
//!
//! A flattened tree is a row of words: here a node begins, here it has a property, here it ends. It is read once, from
//! the first to the last, and nothing of it is kept but what was looked for. No word of it is believed: a length that
//! leads out of the tree makes it a damaged one.

use alloc::vec::Vec;
use core::ops::Range;

use crate::layout::PhysAddr;

/// What was read from the device tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Board {
    /// The memory that begins at [`board::RAM_BASE`].
    pub ram: Range<PhysAddr>,
    /// The initial file system; empty if the loader gave none.
    pub initrd: Range<PhysAddr>,
    /// The kernel's command line.
    pub bootargs: Vec<u8>,
}

/// Reads a device tree. What is wrong with it is said in a sentence.
pub fn read(bytes: &[u8]) -> Result<Board, &'static str> {
    // How many words addresses and lengths have where the root says nothing.
    let (mut address_words, mut len_words) = (2, 1);
    let (mut ram, mut initrd_start, mut initrd_end, mut bootargs) = (None, 0, 0, Vec::new());
    for_each_property(bytes, &mut |node, name, value| match (node, name) {
        (b"", b"#address-cells") => address_words = number(value).unwrap_or_default(),
        (b"", b"#size-cells") => len_words = number(value).unwrap_or_default(),
        (b"memory", b"reg") if ram.is_none() => {
            ram = memory(value, address_words as usize, len_words as usize);
        }
        (b"chosen", b"linux,initrd-start") => initrd_start = number(value).unwrap_or_default(),
        (b"chosen", b"linux,initrd-end") => initrd_end = number(value).unwrap_or_default(),
        (b"chosen", b"bootargs") => bootargs = value.to_vec(),
        _ => {}
    })
    .ok_or("the device tree is damaged")?;
    let has_initrd = 0 < initrd_start && initrd_start < initrd_end;
    let (start, end) = if has_initrd { (initrd_start, initrd_end) } else { (0, 0) };
    Ok(Board {
        ram: ram.ok_or("the device tree names no memory")?,
        initrd: PhysAddr(start)..PhysAddr(end),
        bootargs,
    })
}

/// The bank at [`board::RAM_BASE`], of the banks that `value` lists: each an address and a length, of so many words.
fn memory(value: &[u8], address_words: usize, len_words: usize) -> Option<Range<PhysAddr>> {
    let (address_len, len_len) = (address_words.checked_mul(WORD)?, len_words.checked_mul(WORD)?);
    let mut rest = value;
    while !rest.is_empty() {
        let (address, after) = rest.split_at_checked(address_len)?;
        let (len, after) = after.split_at_checked(len_len)?;
        if number(address)? == board::RAM_BASE {
            return Some(PhysAddr(board::RAM_BASE)..PhysAddr(board::RAM_BASE.checked_add(number(len)?)?));
        }
        rest = after;
    }
    None
}

/// A number of one or two words: loaders write both.
fn number(value: &[u8]) -> Option<u64> {
    match *value {
        [a, b, c, d] => Some(u64::from(u32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Some(u64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}

/// Bytes of a word of the tree, which has its most significant byte first.
const WORD: usize = 4;
/// What a tree begins with.
const MAGIC: usize = 0xd00d_feed;
/// The version that is read here; later ones say to which they are still the same.
const VERSION: usize = 17;

// What stands in the row of words.
const BEGIN_NODE: usize = 1;
const END_NODE: usize = 2;
const PROPERTY: usize = 3;
const NOTHING: usize = 4;
const END: usize = 9;

/// What is done with a property of a node: the node's name, the property's, and the value.
type Each<'e> = &'e mut dyn FnMut(&[u8], &[u8], &[u8]);

/// Calls `each` for every property of the root, whose name is empty, and of the nodes in it, with the node's name without
/// what follows its `@`, and the property's name and value. `None` if it is no tree, or does not come to its end.
fn for_each_property(bytes: &[u8], each: Each<'_>) -> Option<()> {
    let header = |index: usize| word(bytes, index * WORD);
    let (magic, len, structure, strings, last_version) =
        (header(0)?, header(1)?, header(2)?, header(3)?, header(6)?);
    if magic != MAGIC || last_version > VERSION {
        return None;
    }
    let bytes = bytes.get(..len)?;
    let strings = bytes.get(strings..)?;
    let mut at = structure;
    let mut depth = 0;
    let mut node: &[u8] = b"";
    loop {
        let what = word(bytes, at)?;
        at += WORD;
        match what {
            BEGIN_NODE => {
                let name = string(bytes, at)?;
                at = (at + name.len() + 1).next_multiple_of(WORD);
                depth += 1;
                if depth == 2 {
                    node = name.split(|&byte| byte == b'@').next()?;
                }
            }
            END_NODE => {
                depth = usize::checked_sub(depth, 1)?;
                if depth == 1 {
                    node = b"";
                }
            }
            PROPERTY => {
                let (len, name) = (word(bytes, at)?, word(bytes, at + WORD)?);
                let start = at + 2 * WORD;
                let value = bytes.get(start..start.checked_add(len)?)?;
                at = (start + len).next_multiple_of(WORD);
                if depth == 1 || depth == 2 {
                    each(node, string(strings, name)?, value);
                }
            }
            NOTHING => {}
            END if depth == 0 => return Some(()),
            _ => return None,
        }
    }
}

/// The word at `at`.
fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let word = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*word) as usize)
}

/// The string at `at`, up to its zero.
fn string(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    rest.iter().position(|&byte| byte == 0).map(|len| &rest[..len])
}
