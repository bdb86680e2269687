//! What the loader tells the kernel: how much memory there is, and where it put the initial file system. Devicetree
//! Specification 0.4, §3.4 "/memory node" and §3.6 "/chosen node"; `linux,initrd-*` is Linux's,
//! `Documentation/devicetree/bindings/chosen.txt`.

use alloc::vec::Vec;
use core::ops::Range;

use dtoolkit::fdt::{Fdt, FdtNode};
use dtoolkit::{Node, Property};

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
    let tree = Fdt::new(bytes).map_err(|_| "the device tree is damaged")?;
    let initrd = tree
        .chosen()
        .and_then(|chosen| address(&chosen, "linux,initrd-start").zip(address(&chosen, "linux,initrd-end")));
    let bootargs = tree.chosen().and_then(|chosen| Some(chosen.property("bootargs")?.value().to_vec()));
    let (start, end) = initrd.filter(|(start, end)| start < end).unwrap_or_default();
    Ok(Board {
        ram: ram(tree).ok_or("the device tree names no memory")?,
        initrd: PhysAddr(start)..PhysAddr(end),
        bootargs: bootargs.unwrap_or_default(),
    })
}

fn ram(tree: Fdt<'_>) -> Option<Range<PhysAddr>> {
    let memory = tree.memory().ok()?;
    let bank = memory.reg().ok()??.find(|bank| bank.address::<u64>() == Ok(board::RAM_BASE))?;
    let len = bank.size::<u64>().ok()?;
    Some(PhysAddr(board::RAM_BASE)..PhysAddr(board::RAM_BASE.checked_add(len)?))
}

/// An address of one or two 32-bit cells: loaders write both.
fn address(node: &FdtNode<'_>, name: &str) -> Option<u64> {
    let property = node.property(name)?;
    match *property.value() {
        [a, b, c, d] => Some(u64::from(u32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Some(u64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}
