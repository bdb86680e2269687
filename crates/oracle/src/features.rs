//! What of RV64GC the machine has: read off the instruction table, so that a program uses all there is.

use crate::asm::find;

/// Extensions that not every state of the machine has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Features {
    /// F and D.
    pub float: bool,
}

impl Features {
    /// What the instruction table has.
    pub fn of_the_table() -> Self {
        Self { float: find("fadd.d").is_some() }
    }

    /// QEMU's name of a processor with just that. Off is what QEMU's `rv64` has beyond RV64GC and Sstc.
    pub fn qemu_cpu(self) -> String {
        let on = self.float;
        format!(
            "rv64,f={on},d={on},h=false,sstc=true,debug=false,pmu-num=0,marchid=0,mimpid=0,Zihintpause=false,zba=false,zbb=false,zbc=false,zbs=false"
        )
    }
}
