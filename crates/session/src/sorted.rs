//! A map of no more than a few thousand keys: a list, sorted by them. For each kind of key and value it is a few hundred
//! bytes of code in the page, where a hash map is a thousand, and its order is always the same.

use std::borrow::Borrow;

/// Values by their keys.
#[derive(Clone, Debug)]
pub(crate) struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(other, _)| other.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|index| &self.0[index].1)
    }

    /// The value of a key, which is made if there is none.
    pub fn get_or_make(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let index = match self.place(&key) {
            Ok(index) => index,
            Err(index) => {
                self.0.insert(index, (key, make()));
                index
            }
        };
        &mut self.0[index].1
    }

    /// Gives a key this value, whatever it had.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(index) => self.0[index].1 = value,
            Err(index) => self.0.insert(index, (key, value)),
        }
    }

    /// Takes a key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|index| self.0.remove(index).1)
    }

    /// All keys with their values, in order.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    proptest::proptest! {
        #[test]
        fn it_holds_what_a_map_holds(wishes in proptest::collection::vec((0..3u8, 0..20u8, 0u8..), 0..100)) {
            let (mut sorted, mut map) = (Sorted::default(), BTreeMap::new());
            for (wish, key, value) in wishes {
                match wish {
                    0 => {
                        sorted.insert(key, value);
                        map.insert(key, value);
                    }
                    1 => assert_eq!(sorted.get_or_make(key, || value), map.entry(key).or_insert(value)),
                    _ => assert_eq!(sorted.remove(&key), map.remove(&key)),
                }
                assert_eq!(sorted.get(&key), map.get(&key));
                assert!(sorted.iter().map(|(key, value)| (key, value)).eq(&map));
                assert_eq!(sorted.len(), map.len());
            }
        }
    }
}
