//! Reads the files that the person chose or dropped.

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

use crate::opened::{Brought, Unread, max_len};

/// Most files that are looked at together.
const MAX_FILES: u32 = 200;

/// The files of a list.
pub fn of(list: Option<FileList>) -> Vec<File> {
    list.map_or(Vec::new(), |list| (0..list.length().min(MAX_FILES)).filter_map(|at| list.get(at)).collect())
}

/// Reads files, one by one. One that is too long is not read at all.
pub async fn read(files: Vec<File>) -> Vec<Brought> {
    let mut brought = Vec::new();
    for file in files {
        let name = file.name();
        let bytes = match file.size() {
            len if len > max_len(&name) as f64 => Err(Unread::TooLong(len as u64)),
            _ => match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec()),
                Err(_) => Err(Unread::Refused),
            },
        };
        brought.push(Brought { name, bytes });
    }
    brought
}
