//! Files become a machine, or a sentence that says why not.

mod common;
#[path = "../../machine/tests/common/mod.rs"]
mod machines;

use common::elf;
use loader::{Files, Htif, Told, load};
use machine::{Machine, Stop, Unwatched};
use machines::{BASE, assemble, x};
use proptest::prelude::*;

const RAM_LEN: u64 = 16 << 20;

fn kernel(bytes: &[u8]) -> Files<'_> {
    Files { kernel: Some(bytes), ..Files::default() }
}

/// The machine once what is in `files` has come to rest.
#[track_caller]
fn finish(files: &Files) -> (Machine, Option<Htif>) {
    let mut machine = Machine::new(RAM_LEN);
    let htif = load(files, &mut machine).unwrap();
    assert_eq!(machine.run(1_000_000, &mut Unwatched), Stop::Idle, "at {:#x}", machine.hart.pc);
    (machine, htif)
}

fn ram(machine: &Machine, pa: u64) -> [u8; 8] {
    let mut bytes = [0; 8];
    assert!(machine.read_ram(pa, &mut bytes));
    bytes
}

#[test]
fn a_flat_kernel_starts_at_the_beginning_of_ram() {
    let (machine, htif) = finish(&kernel(&assemble("auipc a2, 0 \n csrrs a3, mhartid, zero \n wfi")));
    assert_eq!((machine.hart.pc, htif), (BASE + 12, None));
    assert_eq!(["a0", "a1", "a2", "a3"].map(|name| x(&machine, name)), [0, BASE + (14 << 20), BASE, 0]);
    // The device tree says how it begins.
    assert_eq!(ram(&machine, x(&machine, "a1"))[..4], [0xd0, 0x0d, 0xfe, 0xed]);
}

#[test]
fn an_elf_kernel_is_loaded_at_its_physical_addresses_and_starts_at_its_entry() {
    let code = assemble("nop \n auipc a2, 0 \n wfi");
    let (va, pa) = (0xffff_ffff_8000_0000, BASE + 0x20_0000);
    let segments = [(va, pa, code, 0x1000), (va + 0x1000, pa + 0x1000, b"data".to_vec(), 0x10_0000)];
    let file = elf(va + 4, &segments, &[("main", va), ("tohost", va + 0x2000)]);
    let (machine, htif) = finish(&kernel(&file));
    assert_eq!((x(&machine, "a2"), ram(&machine, pa + 0x1000)), (pa + 4, *b"data\0\0\0\0"));
    assert_eq!(htif, Some(Htif::new(pa + 0x2000)));
}

#[test]
fn firmware_starts_and_is_told_where_the_kernel_is() {
    let firmware = assemble("ld a3, 0(a2) \n ld a4, 8(a2) \n ld a5, 16(a2) \n ld a6, 24(a2) \n wfi");
    let files = Files { firmware: Some(&firmware), ..kernel(b"kernel, flat") };
    let (machine, _) = finish(&files);
    let told = ["a3", "a4", "a5", "a6"].map(|name| x(&machine, name));
    assert_eq!(told, [0x4942_534f, 2, BASE + 0x20_0000, 1]);
    assert_eq!(ram(&machine, BASE + 0x20_0000), *b"kernel, ");
    let (machine, _) = finish(&Files { kernel: None, ..files });
    assert_eq!(x(&machine, "a5"), 0);
}

#[test]
fn the_initial_file_system_lies_behind_all_that_the_kernel_wants() {
    let code = assemble("wfi");
    // Half of RAM behind the entry would be in the middle of it.
    let file = elf(BASE, &[(BASE, BASE, code, 10 << 20)], &[]);
    let (machine, _) = finish(&Files { initrd: Some(b"archive!"), bootargs: "x=1", ..kernel(&file) });
    assert_eq!(ram(&machine, BASE + (10 << 20)), *b"archive!");
}

#[track_caller]
fn refused(files: &Files, sentence: &str) {
    assert_eq!(load(files, &mut Machine::new(RAM_LEN)).unwrap_err().to_string(), sentence);
}

#[test]
fn what_cannot_be_loaded_is_refused_in_a_sentence() {
    let code = assemble("wfi");
    let good = elf(BASE, &[(BASE, BASE, code.clone(), 64)], &[]);
    refused(&Files::default(), "there is neither a kernel nor firmware to start");
    refused(&kernel(b""), "the kernel cannot be loaded: the file is empty");
    refused(
        &kernel(&good[..90]),
        "the kernel cannot be loaded: the ELF file is damaged: Invalid ELF program header size or alignment",
    );
    refused(
        &kernel(&good[..good.len() - 10]),
        "the kernel cannot be loaded: the ELF file is damaged: Invalid ELF section header offset/size/alignment",
    );
    let changed = |at: usize, byte: u8| {
        let mut file = good.clone();
        file[at] = byte;
        file
    };
    let not_ours =
        "the kernel cannot be loaded: the file is not for a 64-bit little-endian RISC-V machine: it is";
    refused(&kernel(&changed(4, 1)), &format!("{not_ours} a 32-bit file"));
    refused(&kernel(&changed(5, 2)), &format!("{not_ours} a big-endian file"));
    refused(&kernel(&changed(18, 62)), &format!("{not_ours} for another processor"));
    let segments = |list: &[(u64, u64)]| {
        let segments: Vec<_> = list.iter().map(|(pa, len)| (*pa, *pa, code.clone(), *len)).collect();
        elf(BASE, &segments, &[])
    };
    refused(
        &kernel(&segments(&[(BASE, 0x2000), (BASE + 0x1000, 0x1000)])),
        "a segment of the kernel begins at 0x80001000, where another one still lies",
    );
    refused(
        &kernel(&segments(&[(BASE, 1 << 40)])),
        "the kernel does not fit: it wants 1099511627776 bytes at 0x80000000, RAM has 16777216 at 0x80000000",
    );
    refused(
        &kernel(&segments(&[(BASE, 8), (u64::MAX - 8, 8)])),
        "the kernel does not fit: it wants 8 bytes at 0xfffffffffffffff7, RAM has 16777216 at 0x80000000",
    );
    refused(
        &kernel(&segments(&[(0x1_0000, 8)])),
        "the kernel does not fit: it wants 8 bytes at 0x10000, RAM has 16777216 at 0x80000000",
    );
    refused(
        &kernel(&segments(&[(BASE, 2)])),
        "the kernel cannot be loaded: the ELF file is damaged: a segment is longer in the file than in memory",
    );
    refused(
        &kernel(&elf(0, &[(BASE, BASE, code.clone(), 64)], &[])),
        "the kernel starts at 0x0, where it has nothing loaded",
    );
    refused(
        &kernel(&vec![0; RAM_LEN as usize + 1]),
        "the kernel does not fit: it wants 16777217 bytes at 0x80000000, RAM has 16777216 at 0x80000000",
    );
    refused(
        &kernel(&vec![0; loader::MAX_LEN + 1]),
        "the kernel cannot be loaded: the file has 268435457 bytes; at most 268435456 are looked at",
    );
    let firmware = Some(&good[..]);
    refused(
        &Files { firmware, ..kernel(&good) },
        "a segment of the kernel begins at 0x80000000, where another one still lies",
    );
    refused(
        &Files { initrd: Some(&vec![1; RAM_LEN as usize]), ..kernel(&code) },
        "there is no room for the 16777216 bytes of the initial file system behind the kernel",
    );
    let tree = "there is no room for the device tree at the end of RAM, or the command line has more than 1024 bytes";
    refused(&Files { bootargs: &"x".repeat(1025), ..kernel(&code) }, tree);
    refused(&kernel(&segments(&[(BASE, RAM_LEN)])), tree);
}

#[test]
fn a_small_file_cannot_ask_for_more_than_the_limit() {
    // 65 segments, and each is the same 4 MiB of the file.
    let (n, len) = (65, 4 << 20);
    let mut file = elf(BASE, &vec![(BASE, BASE, Vec::new(), len); n], &[]);
    file.resize(len as usize, 0);
    for segment in 0..n {
        let at = 64 + 56 * segment;
        file[at + 8..at + 16].fill(0);
        file[at + 32..at + 40].copy_from_slice(&len.to_le_bytes());
    }
    let damaged = "the kernel cannot be loaded: the ELF file is damaged:";
    refused(&kernel(&file), &format!("{damaged} its segments use the same bytes over and over"));
}

#[test]
fn a_program_tells_by_tohost_how_it_ended() {
    let pa = BASE + 0x1000;
    let told = |word: u64| {
        let (mut machine, _) = finish(&kernel(&assemble("wfi")));
        assert!(machine.write_ram(pa, &word.to_le_bytes()));
        (Htif::new(pa).take(&mut machine), u64::from_le_bytes(ram(&machine, pa)))
    };
    assert_eq!(told(0), (Told::Nothing, 0));
    assert_eq!(told(1), (Told::Ended(0), 1));
    assert_eq!(told(7 << 1 | 1), (Told::Ended(7), 15));
    assert_eq!(told(0x0101_0000_0000_0041), (Told::Byte(b'A'), 0));
    assert_eq!(told(0x8000_2000), (Told::Unknown(0x8000_2000), 0x8000_2000));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_loaded_or_refused(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
        initrd in any::<bool>(),
    ) {
        let segments = [(BASE, BASE, assemble("wfi"), 64), (BASE + 4096, BASE + 4096, vec![7; 100], 1 << 16)];
        let mut file = elf(BASE, &segments, &[("tohost", BASE + 4096)]);
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if cut {
            file.truncate(end.index(file.len()));
        }
        let mut machine = Machine::new(4 << 20);
        let files = Files { firmware: Some(&file), initrd: initrd.then_some(&b"x"[..]), ..kernel(&file) };
        if let Err(error) = load(&files, &mut machine) {
            prop_assert!(!error.to_string().is_empty());
        }
        let mut machine = Machine::new(4 << 20);
        if load(&kernel(&file), &mut machine).is_ok() {
            machine.run(1_000, &mut Unwatched);
        }
    }
}
