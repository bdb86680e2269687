//! The fixed corpus: the programs of each area from seed 0 on come to the same on our machine, on QEMU and on Spike.

use oracle::{Area, Oracle};

#[track_caller]
fn check(area: Area, oracle: Oracle) {
    if !oracle.is_asked() {
        return println!("{oracle} is not here: `cargo xtask test` installs it where that can be done.");
    }
    match oracle::check(area, 0..area.programs(), oracle) {
        Ok(counts) => println!("{oracle}, {area}: {counts}"),
        Err(failure) => panic!("{failure}"),
    }
}

// One test per area, so that they run side by side.
macro_rules! corpus {
    ($($test:ident $area:ident;)*) => {
        mod qemu {
            $(#[test] fn $test() { super::check(super::Area::$area, super::Oracle::Qemu); })*
        }
        mod spike {
            $(#[test] fn $test() { super::check(super::Area::$area, super::Oracle::Spike); })*
        }
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
