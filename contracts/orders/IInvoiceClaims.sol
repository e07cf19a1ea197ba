// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";

/// @title Claims made of invoices
/// @notice What the order book asks of the contract that the directory names `receivables`.
interface IInvoiceClaims {
    /// @notice An invoice that its debtor has accepted.
    /// @param invoiceId Its name in the order book that calls.
    /// @param debtor Who owes.
    /// @param creditor Who issued it.
    /// @param number Its number in canonical form: capital letters and digits, left-aligned.
    /// @param token The money in which it is due.
    /// @param amountMinor What is open of it.
    /// @param dueAt When it is due.
    /// @param holder The account that holds the claim first.
    struct AcceptedInvoice {
        bytes32 invoiceId;
        OrgId debtor;
        OrgId creditor;
        bytes32 number;
        ISettlementToken token;
        uint64 amountMinor;
        uint40 dueAt;
        address holder;
    }

    /// @notice Makes a claim of an invoice, once for ever. Only the contract that the directory names `orderBook`, which answers for
    /// the debtor's acceptance.
    function issueFromInvoice(AcceptedInvoice calldata accepted) external returns (uint256 claimId);

    /// @notice What the debtor has paid on a claim so far.
    function paidOn(uint256 claimId) external view returns (uint256 paidMinor);
}
