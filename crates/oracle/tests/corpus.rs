//! The fixed corpus: the programs of each area from seed 0 on come to the same on our machine and on QEMU.

use oracle::{Area, Oracle};

#[track_caller]
fn check(area: Area) {
    match oracle::check(area, 0..area.programs(), Oracle::Qemu) {
        Ok(counts) => println!("{area}: {counts}"),
        Err(failure) => panic!("{failure}"),
    }
}

// One test per area, so that they run side by side.
macro_rules! corpus {
    ($($test:ident $area:ident;)*) => {
        $(#[test] fn $test() { check(Area::$area); })*
    };
}

corpus! {
    integer_programs_come_to_the_same Integer;
    compressed_programs_come_to_the_same Compressed;
    atomic_programs_come_to_the_same Atomic;
    csr_programs_come_to_the_same Csr;
    paging_programs_come_to_the_same Paging;
    protected_programs_come_to_the_same Protection;
    misaligned_programs_come_to_the_same Misaligned;
    trapping_programs_come_to_the_same Traps;
    self_modifying_programs_come_to_the_same SelfModifying;
    floating_point_programs_come_to_the_same Float;
}

#[test]
fn the_corpus_has_two_thousand_programs_and_more() {
    let all: u64 = Area::ALL.iter().map(|area| area.programs()).sum();
    assert!(all >= 2000, "{all}");
}
