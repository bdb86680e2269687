//! The device tree comes from the loader: a good one is read, and rubbish harms nobody.

use kernel::devicetree::read;
use kernel::layout::PhysAddr;
use proptest::prelude::*;

/// A property: its name and its value.
type Property<'a> = (&'a str, &'a [u8]);

/// A tree with these nodes below its root. Devicetree Specification 0.4, §5 "Flattened Devicetree (DTB) Format".
fn tree(nodes: &[(&str, &[Property])]) -> Vec<u8> {
    let mut structure = Vec::new();
    let mut strings = Vec::new();
    begin(&mut structure, "");
    property(&mut structure, &mut strings, ("#address-cells", &2_u32.to_be_bytes()));
    property(&mut structure, &mut strings, ("#size-cells", &2_u32.to_be_bytes()));
    for (name, properties) in nodes {
        begin(&mut structure, name);
        properties.iter().for_each(|&each| property(&mut structure, &mut strings, each));
        structure.extend(2_u32.to_be_bytes());
    }
    structure.extend(2_u32.to_be_bytes());
    structure.extend(9_u32.to_be_bytes());

    let (structure_at, strings_at) = (56, 56 + structure.len());
    let total = strings_at + strings.len();
    let words = [0xd00d_feed, total, structure_at, strings_at, 40, 17, 16, 0, strings.len(), structure.len()];
    let mut bytes: Vec<u8> = words.iter().flat_map(|&word| (word as u32).to_be_bytes()).collect();
    bytes.extend([0; 16]);
    bytes.extend(structure);
    bytes.extend(strings);
    bytes
}

fn begin(structure: &mut Vec<u8>, name: &str) {
    structure.extend(1_u32.to_be_bytes());
    structure.extend(name.bytes());
    structure.push(0);
    structure.resize(structure.len().next_multiple_of(4), 0);
}

fn property(structure: &mut Vec<u8>, strings: &mut Vec<u8>, (name, value): Property) {
    structure.extend(3_u32.to_be_bytes());
    structure.extend((value.len() as u32).to_be_bytes());
    structure.extend((strings.len() as u32).to_be_bytes());
    structure.extend(value);
    structure.resize(structure.len().next_multiple_of(4), 0);
    strings.extend(name.bytes());
    strings.push(0);
}

fn memory(base: u64, len: u64) -> Vec<u8> {
    [base.to_be_bytes(), len.to_be_bytes()].concat()
}

#[test]
fn memory_and_archive_are_where_the_tree_says() {
    let memory = memory(0x8000_0000, 0x800_0000);
    for (start, end) in [
        (0x8400_0000_u32.to_be_bytes().to_vec(), 0x8401_0000_u32.to_be_bytes().to_vec()),
        (0x8400_0000_u64.to_be_bytes().to_vec(), 0x8401_0000_u64.to_be_bytes().to_vec()),
    ] {
        let chosen = [("linux,initrd-start", start.as_slice()), ("linux,initrd-end", end.as_slice())];
        let board = read(&tree(&[("chosen", &chosen), ("memory@80000000", &[("reg", &memory)])])).unwrap();
        assert_eq!(board.ram, PhysAddr(0x8000_0000)..PhysAddr(0x8800_0000));
        assert_eq!(board.initrd, PhysAddr(0x8400_0000)..PhysAddr(0x8401_0000));
    }
}

#[test]
fn a_loader_need_not_give_an_archive() {
    let board = read(&tree(&[("memory@80000000", &[("reg", &memory(0x8000_0000, 0x800_0000))])])).unwrap();
    assert!(board.initrd.is_empty());
}

#[test]
fn a_board_without_our_memory_is_refused() {
    assert_eq!(read(&tree(&[])), Err("the device tree names no memory"));
    let elsewhere = memory(0x4000_0000, 0x800_0000);
    assert_eq!(
        read(&tree(&[("memory@40000000", &[("reg", &elsewhere)])])),
        Err("the device tree names no memory")
    );
    assert_eq!(read(b"no tree at all"), Err("the device tree is damaged"));
}

#[test]
fn a_bank_is_found_behind_another() {
    let banks = [memory(0x4000_0000, 0x800_0000), memory(0x8000_0000, 0x400_0000)].concat();
    let board = read(&tree(&[("memory@40000000", &[("reg", &banks)])])).unwrap();
    assert_eq!(board.ram, PhysAddr(0x8000_0000)..PhysAddr(0x8400_0000));
}

#[test]
fn a_tree_that_is_cut_off_is_damaged() {
    let whole = tree(&[("memory@80000000", &[("reg", &memory(0x8000_0000, 0x800_0000))])]);
    for len in 0..whole.len() {
        assert_eq!(read(&whole[..len]), Err("the device tree is damaged"), "{len} bytes");
    }
}

proptest! {
    #[test]
    fn rubbish_is_survived(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..10)) {
        let mut bytes = tree(&[("memory@80000000", &[("reg", &memory(0x8000_0000, 0x800_0000))])]);
        let len = bytes.len();
        changes.iter().for_each(|&(at, byte)| bytes[at % len] = byte);
        let _ = read(&bytes);
    }
}
