//! What is read of the kernel only for who looks at one thing: all of a process, all of a file.

use isa::csr::pte;

use crate::kernel::Kernel;
use crate::mirrors::{AddressSpace, Content, Dentry, GroupDetails, InodeDetails, OpenFile, Process, Thread};
use crate::value::LayoutError;

/// Entries of a page table.
const N_ENTRIES: usize = 512;
/// Entries of the root table for the user half of an address space: Sv39 repeats bit 38 in all above it.
const N_USER_ENTRIES: usize = N_ENTRIES / 2;
/// Most page tables of an address space that are looked at: what is in them may be anything.
const MAX_TABLES: u32 = 1_024;

impl Kernel<'_> {
    /// What else is known of the process or thread with this number.
    pub fn thread(self, pid: u32) -> Result<Option<Thread>, LayoutError> {
        let rows = self.rows::<Process>("processes")?;
        match rows.iter().find(|(_, process)| process.pid == pid) {
            Some((row, _)) => self.row("processes", *row),
            None => Ok(None),
        }
    }

    /// What else the threads of a process share.
    pub fn group_details(self, process: &Process) -> Result<Option<GroupDetails>, LayoutError> {
        self.row("groups", process.group)
    }

    /// What a thread can reach.
    pub fn address_space(self, thread: &Thread) -> Result<Option<AddressSpace>, LayoutError> {
        thread.space.map_or(Ok(None), |row| self.row("spaces", row))
    }

    /// How many pages are there, of those that an address space promises: what its page table leads to in the user half.
    pub fn n_resident(self, space: &AddressSpace) -> u64 {
        let (root, mut budget) = (self.table(space.root), MAX_TABLES);
        root.iter().take(N_USER_ENTRIES).map(|&entry| self.n_leaves(entry, 2, &mut budget)).sum()
    }

    /// Pages below an entry of a table of this level; it looks at no more than `budget` tables.
    fn n_leaves(self, entry: u64, level: u32, budget: &mut u32) -> u64 {
        let is_leaf = [pte::R, pte::W, pte::X].iter().any(|bit| bit.get(entry) == 1);
        match (pte::V.get(entry), is_leaf, level) {
            (0, _, _) | (_, false, 0) => 0,
            (_, true, _) => (N_ENTRIES as u64).pow(level),
            (_, false, _) if *budget == 0 => 0,
            (_, false, _) => {
                *budget -= 1;
                let below = self.table(pte::PPN.get(entry) << 12);
                below.iter().map(|&entry| self.n_leaves(entry, level - 1, budget)).sum()
            }
        }
    }

    /// The entries of the table at this physical address; none where there is no memory.
    fn table(self, pa: u64) -> Vec<u64> {
        let mut bytes = [0; N_ENTRIES * 8];
        if !self.memory.machine.read_ram(pa, &mut bytes) {
            return Vec::new();
        }
        bytes.as_chunks::<8>().0.iter().map(|entry| u64::from_le_bytes(*entry)).collect()
    }

    /// The file in this row.
    pub fn inode(self, row: u32) -> Result<Option<InodeDetails>, LayoutError> {
        self.row("vfs.inodes", row)
    }

    /// Row of the file with this number.
    pub fn inode_row(self, number: u64) -> Result<Option<u32>, LayoutError> {
        let rows = self.rows::<crate::mirrors::Inode>("vfs.inodes")?;
        Ok(rows.into_iter().find(|(_, inode)| inode.number == number).map(|(row, _)| row))
    }

    /// The place in this row.
    pub fn dentry(self, row: u32) -> Result<Option<Dentry>, LayoutError> {
        self.row("vfs.dentries", row)
    }

    /// Everything that is open, with its row and the row of the inode.
    pub fn open_files(self) -> Result<Vec<(u32, OpenFile, u32)>, LayoutError> {
        let mut files = Vec::new();
        for (row, file) in self.rows::<OpenFile>("vfs.files")? {
            if let Some(dentry) = self.dentry(file.dentry)? {
                files.push((row, file, dentry.inode));
            }
        }
        Ok(files)
    }

    /// Every pipe, with the row of its inode.
    pub fn pipes(self) -> Result<Vec<(u32, InodeDetails)>, LayoutError> {
        let mut pipes = Vec::new();
        for (row, inode) in self.rows::<crate::mirrors::Inode>("vfs.inodes")? {
            if let Content::Pipe(_) = inode.content {
                pipes.extend(self.inode(row)?.map(|pipe| (row, pipe)));
            }
        }
        Ok(pipes)
    }
}
