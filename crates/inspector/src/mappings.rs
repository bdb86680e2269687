//! What a page table maps, all of it, and what lies at physical addresses.

use isa::csr::{pte, satp};
use machine::{Machine, PAGE_LEN};
use texts::memory as say;

/// Most tables that are read: a table may lead to itself.
const MAX_TABLES: usize = 1_024;
/// Entries of a table.
const N_ENTRIES: usize = 512;

/// Pages in a row that are mapped in the same way to bytes in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// First virtual address.
    pub va: u64,
    /// Bytes.
    pub len: u64,
    /// First physical address.
    pub pa: u64,
    /// The bits V, R, W, X, U and G of the entries; see [`isa::csr::pte`].
    pub bits: u64,
}

/// All that the page tables which `satp` names map, lowest address first as the hart counts them, and the physical addresses
/// of the tables, the root first. Without translation there are neither.
pub fn mappings(machine: &Machine, satp: u64) -> (Vec<Mapping>, Vec<u64>) {
    let mut found = Found { machine, satp, mappings: Vec::new(), tables: Vec::new() };
    if satp::MODE.get(satp) != 0 {
        found.table(satp::PPN.get(satp) * PAGE_LEN as u64, 2, 0);
    }
    (found.mappings, found.tables)
}

struct Found<'a> {
    machine: &'a Machine,
    satp: u64,
    mappings: Vec<Mapping>,
    tables: Vec<u64>,
}

impl Found<'_> {
    /// Reads the table at `pa`, whose first entry is for `va`.
    fn table(&mut self, pa: u64, level: u32, va: u64) {
        let mut bytes = [0; PAGE_LEN];
        if self.tables.len() >= MAX_TABLES || !self.machine.read_ram(pa, &mut bytes) {
            return;
        }
        self.tables.push(pa);
        let shift = 12 + 9 * level;
        for (index, entry) in bytes.as_chunks::<8>().0.iter().enumerate().take(N_ENTRIES) {
            let bits = u64::from_le_bytes(*entry);
            if pte::V.get(bits) == 0 {
                continue;
            }
            // Bits 39 to 63 are copies of bit 38.
            let va = ((va | (index as u64) << shift) << 25) as i64 >> 25;
            if bits & (pte::R.mask() | pte::W.mask() | pte::X.mask()) != 0 {
                // Whether a leaf is one, the hart's own walk says.
                if let Ok(pa) = self.machine.walk(self.satp, va as u64).pa {
                    self.leaf(Mapping { va: va as u64, len: 1 << shift, pa, bits });
                }
            } else if level > 0 {
                self.table(pte::PPN.get(bits) * PAGE_LEN as u64, level - 1, va as u64);
            }
        }
    }

    fn leaf(&mut self, mapping: Mapping) {
        let kinds =
            pte::V.mask() | pte::R.mask() | pte::W.mask() | pte::X.mask() | pte::U.mask() | pte::G.mask();
        let bits = mapping.bits & kinds;
        match self.mappings.last_mut() {
            Some(last)
                if last.va.wrapping_add(last.len) == mapping.va
                    && last.pa + last.len == mapping.pa
                    && last.bits == bits =>
            {
                last.len += mapping.len;
            }
            _ => self.mappings.push(Mapping { bits, ..mapping }),
        }
    }
}

/// The device whose registers are at physical address `pa`.
pub fn device_at(pa: u64) -> Option<&'static str> {
    let virtio = board::Window { len: board::VIRTIO.len * board::virtio::SLOTS, ..board::VIRTIO };
    let windows = [
        (board::TEST, say::power_switch()),
        (board::CLINT, say::timer()),
        (board::PLIC, say::interrupt_controller()),
        (board::UART, say::uart()),
        (virtio, say::disk()),
    ];
    let found = windows.into_iter().find(|(window, _)| window.offset(pa).is_some());
    found.map(|(_, name)| name)
}
