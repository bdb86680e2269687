//! Control and status registers: numbers and fields. The machine masks with these fields, the kernel sets them, the
//! CSR panel draws them.
//!
//! Source: RISC-V Instruction Set Manual, Volume II: Privileged Architecture, version 20240411; § numbers are given
//! with their titles. The order is that of §2.2 "CSR Listing".

/// A run of bits in a 64-bit register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    low: u32,
    high: u32,
}

impl Field {
    /// The bits from `low` to `high`, both included.
    pub const fn new(low: u32, high: u32) -> Self {
        assert!(low <= high && high < 64);
        Self { low, high }
    }

    /// Lowest bit.
    pub const fn low(self) -> u32 {
        self.low
    }

    /// Number of bits.
    pub const fn width(self) -> u32 {
        self.high - self.low + 1
    }

    /// The field's bits, set.
    pub const fn mask(self) -> u64 {
        (u64::MAX >> (64 - self.width())) << self.low
    }

    /// The field's value in `register`.
    pub const fn get(self, register: u64) -> u64 {
        (register & self.mask()) >> self.low
    }

    /// `register` with the field set to `value`, of which only the bits that fit count.
    pub const fn set(self, register: u64, value: u64) -> u64 {
        (register & !self.mask()) | ((value << self.low) & self.mask())
    }
}

/// A register of the listing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Csr {
    /// The 12-bit number in `csrrw` and its kin.
    pub number: u16,
    /// The name in assembly.
    pub name: &'static str,
    /// Its fields, lowest bit first; empty where the register is one number.
    pub fields: &'static [(&'static str, Field)],
}

/// The register with this number, if the listing has it.
pub fn find(number: u16) -> Option<&'static Csr> {
    ALL.binary_search_by_key(&number, |csr| csr.number).ok().map(|index| &ALL[index])
}

// One row is one register: a module of its name, with `NUMBER` and a `Field` constant for each field.
macro_rules! csrs {
    ($($(#[$doc:meta])* $name:ident @ $number:literal { $($field:ident: $low:literal..=$high:literal),* $(,)? })*) => {
        $($(#[$doc])* #[allow(non_snake_case)] pub mod $name {
            #[allow(unused_imports)]
            use super::Field;
            /// The 12-bit number in `csrrw` and its kin.
            pub const NUMBER: u16 = $number;
            $(#[doc = concat!("Field `", stringify!($field), "`.")] pub const $field: Field = Field::new($low, $high);)*
        })*
        /// Every register of the listing, lowest number first.
        pub const ALL: &[Csr] = &[$(Csr {
            number: $number,
            name: stringify!($name),
            fields: &[$((stringify!($field), $name::$field),)*],
        },)*];
    };
}

csrs! {
    /// Accrued exceptions of floating-point arithmetic. Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
    fflags @ 0x001 { NX: 0..=0, UF: 1..=1, OF: 2..=2, DZ: 3..=3, NV: 4..=4 }
    /// Rounding mode of instructions that name none. Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
    frm @ 0x002 { RM: 0..=2 }
    /// [`frm`] and [`fflags`]. Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
    fcsr @ 0x003 { NX: 0..=0, UF: 1..=1, OF: 2..=2, DZ: 3..=3, NV: 4..=4, RM: 5..=7 }
    /// Supervisor view of [`mstatus`]. §10.1.1 "Supervisor Status (sstatus) Register".
    sstatus @ 0x100 { SIE: 1..=1, SPIE: 5..=5, UBE: 6..=6, SPP: 8..=8, VS: 9..=10, FS: 13..=14, XS: 15..=16, SUM: 18..=18, MXR: 19..=19, UXL: 32..=33, SD: 63..=63 }
    /// Supervisor interrupt enable. §10.1.3 "Supervisor Interrupt (sip and sie) Registers".
    sie @ 0x104 { SSIE: 1..=1, STIE: 5..=5, SEIE: 9..=9 }
    /// Supervisor trap vector. §10.1.2 "Supervisor Trap Vector Base Address (stvec) Register".
    stvec @ 0x105 { MODE: 0..=1, BASE: 2..=63 }
    /// Which counters U-mode may read. §10.1.5 "Counter-Enable (scounteren) Register".
    scounteren @ 0x106 { CY: 0..=0, TM: 1..=1, IR: 2..=2 }
    /// Supervisor environment configuration. §10.1.10 "Supervisor Environment Configuration (senvcfg) Register".
    senvcfg @ 0x10a { FIOM: 0..=0 }
    /// A word for the supervisor's trap handler. §10.1.6 "Supervisor Scratch (sscratch) Register".
    sscratch @ 0x140 {}
    /// Where the trap came from. §10.1.7 "Supervisor Exception Program Counter (sepc) Register".
    sepc @ 0x141 {}
    /// Why the trap was taken. §10.1.8 "Supervisor Cause (scause) Register".
    scause @ 0x142 { CODE: 0..=62, INTERRUPT: 63..=63 }
    /// What the trap was about: an address or an instruction. §10.1.9 "Supervisor Trap Value (stval) Register".
    stval @ 0x143 {}
    /// Supervisor interrupts pending. §10.1.3 "Supervisor Interrupt (sip and sie) Registers".
    sip @ 0x144 { SSIP: 1..=1, STIP: 5..=5, SEIP: 9..=9 }
    /// Time at which a supervisor timer interrupt is pending. "Sstc" Extension, version 1.0, §2.1 "Supervisor Timer (stimecmp) Register".
    stimecmp @ 0x14d {}
    /// Supervisor address translation and protection. §10.1.11 "Supervisor Address Translation and Protection (satp) Register".
    satp @ 0x180 { PPN: 0..=43, ASID: 44..=59, MODE: 60..=63 }
    /// Machine status. §3.1.6 "Machine Status (mstatus and mstatush) Registers".
    mstatus @ 0x300 { SIE: 1..=1, MIE: 3..=3, SPIE: 5..=5, UBE: 6..=6, MPIE: 7..=7, SPP: 8..=8, VS: 9..=10, MPP: 11..=12, FS: 13..=14, XS: 15..=16, MPRV: 17..=17, SUM: 18..=18, MXR: 19..=19, TVM: 20..=20, TW: 21..=21, TSR: 22..=22, UXL: 32..=33, SXL: 34..=35, SBE: 36..=36, MBE: 37..=37, SD: 63..=63 }
    /// Extensions of the hart. §3.1.1 "Machine ISA (misa) Register".
    misa @ 0x301 { EXTENSIONS: 0..=25, MXL: 62..=63 }
    /// Exceptions that go to S-mode. §3.1.8 "Machine Trap Delegation (medeleg and mideleg) Registers".
    medeleg @ 0x302 {}
    /// Interrupts that go to S-mode. §3.1.8 "Machine Trap Delegation (medeleg and mideleg) Registers".
    mideleg @ 0x303 {}
    /// Machine interrupt enable. §3.1.9 "Machine Interrupt (mip and mie) Registers".
    mie @ 0x304 { SSIE: 1..=1, MSIE: 3..=3, STIE: 5..=5, MTIE: 7..=7, SEIE: 9..=9, MEIE: 11..=11 }
    /// Machine trap vector. §3.1.7 "Machine Trap-Vector Base-Address (mtvec) Register".
    mtvec @ 0x305 { MODE: 0..=1, BASE: 2..=63 }
    /// Which counters S-mode may read. §3.1.11 "Machine Counter-Enable (mcounteren) Register".
    mcounteren @ 0x306 { CY: 0..=0, TM: 1..=1, IR: 2..=2 }
    /// Machine environment configuration. §3.1.18 "Machine Environment Configuration (menvcfg) Register".
    menvcfg @ 0x30a { FIOM: 0..=0, ADUE: 61..=61, PBMTE: 62..=62, STCE: 63..=63 }
    /// Counters that stand still. §3.1.12 "Machine Counter-Inhibit (mcountinhibit) Register".
    mcountinhibit @ 0x320 { CY: 0..=0, IR: 2..=2 }
    /// A word for the machine-mode trap handler. §3.1.13 "Machine Scratch (mscratch) Register".
    mscratch @ 0x340 {}
    /// Where the trap came from. §3.1.14 "Machine Exception Program Counter (mepc) Register".
    mepc @ 0x341 {}
    /// Why the trap was taken. §3.1.15 "Machine Cause (mcause) Register".
    mcause @ 0x342 { CODE: 0..=62, INTERRUPT: 63..=63 }
    /// What the trap was about. §3.1.16 "Machine Trap Value (mtval) Register".
    mtval @ 0x343 {}
    /// Machine interrupts pending. §3.1.9 "Machine Interrupt (mip and mie) Registers".
    mip @ 0x344 { SSIP: 1..=1, MSIP: 3..=3, STIP: 5..=5, MTIP: 7..=7, SEIP: 9..=9, MEIP: 11..=11 }
    /// Memory protection of entries 0 to 7. §3.7.1 "Physical Memory Protection CSRs".
    pmpcfg0 @ 0x3a0 { ENTRY0: 0..=7, ENTRY1: 8..=15, ENTRY2: 16..=23, ENTRY3: 24..=31, ENTRY4: 32..=39, ENTRY5: 40..=47, ENTRY6: 48..=55, ENTRY7: 56..=63 }
    /// Memory protection of entries 8 to 15. §3.7.1 "Physical Memory Protection CSRs".
    pmpcfg2 @ 0x3a2 { ENTRY8: 0..=7, ENTRY9: 8..=15, ENTRY10: 16..=23, ENTRY11: 24..=31, ENTRY12: 32..=39, ENTRY13: 40..=47, ENTRY14: 48..=55, ENTRY15: 56..=63 }
    /// Address of memory-protection entry 0. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr0 @ 0x3b0 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 1. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr1 @ 0x3b1 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 2. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr2 @ 0x3b2 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 3. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr3 @ 0x3b3 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 4. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr4 @ 0x3b4 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 5. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr5 @ 0x3b5 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 6. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr6 @ 0x3b6 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 7. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr7 @ 0x3b7 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 8. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr8 @ 0x3b8 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 9. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr9 @ 0x3b9 { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 10. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr10 @ 0x3ba { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 11. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr11 @ 0x3bb { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 12. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr12 @ 0x3bc { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 13. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr13 @ 0x3bd { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 14. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr14 @ 0x3be { ADDRESS: 0..=53 }
    /// Address of memory-protection entry 15. §3.7.1 "Physical Memory Protection CSRs".
    pmpaddr15 @ 0x3bf { ADDRESS: 0..=53 }
    /// Cycles. §3.1.10 "Hardware Performance Monitor".
    mcycle @ 0xb00 {}
    /// Instructions retired. §3.1.10 "Hardware Performance Monitor".
    minstret @ 0xb02 {}
    /// Cycles, for reading. Unprivileged ISA 20240411, §7.1 "Zicntr Extension for Base Counters and Timers".
    cycle @ 0xc00 {}
    /// Time in ticks, for reading. Unprivileged ISA 20240411, §7.1 "Zicntr Extension for Base Counters and Timers".
    time @ 0xc01 {}
    /// Instructions retired, for reading. Unprivileged ISA 20240411, §7.1 "Zicntr Extension for Base Counters and Timers".
    instret @ 0xc02 {}
    /// Vendor; 0 is none. §3.1.2 "Machine Vendor ID (mvendorid) Register".
    mvendorid @ 0xf11 {}
    /// Architecture; 0 is none. §3.1.3 "Machine Architecture ID (marchid) Register".
    marchid @ 0xf12 {}
    /// Implementation; 0 is none. §3.1.4 "Machine Implementation ID (mimpid) Register".
    mimpid @ 0xf13 {}
    /// Number of the hart. §3.1.5 "Hart ID (mhartid) Register".
    mhartid @ 0xf14 {}
    /// Configuration data structure; 0 is none. §3.1.17 "Machine Configuration Pointer (mconfigptr) Register".
    mconfigptr @ 0xf15 {}
}

/// The byte of a memory-protection entry in [`pmpcfg0`] or [`pmpcfg2`]. §3.7.1 "Physical Memory Protection CSRs".
pub mod pmp {
    use super::Field;
    /// Number of entries.
    pub const ENTRIES: usize = 16;
    /// May be read.
    pub const R: Field = Field::new(0, 0);
    /// May be written.
    pub const W: Field = Field::new(1, 1);
    /// May be executed.
    pub const X: Field = Field::new(2, 2);
    /// How the address is meant: [`OFF`], [`TOR`], [`NA4`] or [`NAPOT`].
    pub const A: Field = Field::new(3, 4);
    /// Locked until reset, and in force for M-mode too.
    pub const L: Field = Field::new(7, 7);
    /// Matches nothing.
    pub const OFF: u64 = 0;
    /// From the address of the entry before to this one's.
    pub const TOR: u64 = 1;
    /// Four bytes.
    pub const NA4: u64 = 2;
    /// A power of two of bytes, at a multiple of it.
    pub const NAPOT: u64 = 3;
}

/// Values of the status fields `FS`, `VS` and `XS`. §3.1.6.6 "Extension Context Status in mstatus Register".
pub mod extension_status {
    /// Instructions of the extension are illegal.
    pub const OFF: u64 = 0;
    /// As after reset.
    pub const INITIAL: u64 = 1;
    /// As last saved.
    pub const CLEAN: u64 = 2;
    /// Changed since it was saved.
    pub const DIRTY: u64 = 3;
}

/// Bits of a page-table entry. §10.3.1 "Addressing and Memory Protection" (Sv32), §10.4.1 (Sv39).
pub mod pte {
    use super::Field;
    /// Valid.
    pub const V: Field = Field::new(0, 0);
    /// May be read.
    pub const R: Field = Field::new(1, 1);
    /// May be written.
    pub const W: Field = Field::new(2, 2);
    /// May be executed.
    pub const X: Field = Field::new(3, 3);
    /// Belongs to U-mode.
    pub const U: Field = Field::new(4, 4);
    /// In every address space.
    pub const G: Field = Field::new(5, 5);
    /// Was accessed.
    pub const A: Field = Field::new(6, 6);
    /// Was written.
    pub const D: Field = Field::new(7, 7);
    /// For software.
    pub const RSW: Field = Field::new(8, 9);
    /// Physical page number.
    pub const PPN: Field = Field::new(10, 53);
    /// Reserved, or page-based memory types and contiguous translation.
    pub const RESERVED: Field = Field::new(54, 63);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_listing_is_in_order_so_that_every_register_is_found() {
        for csr in ALL {
            assert_eq!(find(csr.number), Some(csr));
        }
        assert_eq!(find(0x7c0), None);
    }

    #[test]
    fn a_field_is_got_as_it_was_set_and_leaves_the_rest() {
        let register = satp::MODE.set(satp::PPN.set(0, 0x8_0042), 8);
        assert_eq!(
            (satp::PPN.get(register), satp::ASID.get(register), satp::MODE.get(register)),
            (0x8_0042, 0, 8)
        );
        assert_eq!(satp::PPN.set(u64::MAX, 0), !satp::PPN.mask());
        assert_eq!(sstatus::SD.mask(), 1 << 63);
    }
}
