// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @notice What a payment is about, in one word that its event carries: the UETR (ISO 20022's unique end-to-end
/// transaction reference, a UUIDv4, 16 bytes), a reason or purpose code of ISO 20022's external code sets (4 letters or
/// digits, or zero bytes) and 12 bytes of the payer's own, such as the start of the digest of an invoice.
/// @dev Zero means "no reference". Whoever writes it answers for it; the ledger neither reads nor compares it.
type PaymentReference is bytes32;
