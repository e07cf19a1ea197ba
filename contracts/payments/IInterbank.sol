// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {PaymentReference} from "../common/PaymentReference.sol";
import {ISettlementToken} from "./ISettlementToken.sol";

/// @title Paying from the money of one bank into that of another
/// @notice Two banks name each other's token as correspondents and a third token, their reserve: money of a central or
/// clearing bank. A payment through burns the payer's money here, moves as much reserve from this bank to the other and
/// creates the payee's money there, all or nothing. So neither bank ever owes money that it got no reserve for.
/// @dev This token moves the reserve of its own bank, under an allowance of its reserve account; the other creates money
/// only for what has arrived in its own reserve account, whatever the caller says. A reserve account serves one token:
/// with two, one arrival could be seen by both.
interface IInterbank {
    /// @notice How money passes to and from another bank's token.
    /// @param reserve The money that moves between the banks: same currency, same exponent.
    /// @param ownReserve Reserve account of this bank, which has allowed this token to spend from it.
    /// @param otherReserve Reserve account of the other bank.
    /// @param perDayMinor Most that is paid through to the other in one UTC day.
    struct Correspondent {
        ISettlementToken reserve;
        address ownReserve;
        address otherReserve;
        uint96 perDayMinor;
    }

    /// @notice The issuer named a correspondent, or changed its terms.
    event CorrespondentSet(ISettlementToken indexed other, Correspondent correspondent);
    /// @notice The issuer ended the correspondence.
    event CorrespondentRemoved(ISettlementToken indexed other);
    /// @notice Money left for another bank: the `Transfer` to zero before it burned it here.
    event PaidThrough(
        address indexed from,
        ISettlementToken indexed other,
        address indexed to,
        uint256 amountMinor,
        PaymentReference paymentReference
    );
    /// @notice Money came from another bank: the `Transfer` from zero before it created it here.
    event ReceivedThrough(
        address indexed from,
        ISettlementToken indexed other,
        address indexed to,
        uint256 amountMinor,
        PaymentReference paymentReference
    );

    /// @notice The banks have not both named each other.
    /// @custom:remedy Let the issuers of both tokens run `setCorrespondent`.
    error Token_NoCorrespondent(ISettlementToken other);
    /// @notice A correspondent and its reserve are three tokens of one currency and exponent, and the reserve accounts are
    /// accounts of the two banks.
    /// @custom:remedy Compare currency, decimals and issuer of the three tokens and the organisation of both accounts.
    error Token_BadCorrespondent(ISettlementToken other);
    /// @notice More would pass to this correspondent today than the issuer allows.
    /// @custom:remedy Wait until midnight UTC, pay less, or ask the issuer for a higher limit.
    error Token_OverCorrespondentLimit(ISettlementToken other, uint256 paidMinor, uint256 limitMinor);
    /// @notice The reserve did not arrive in this bank's account, so no money is created.
    /// @custom:remedy Check that the correspondent is a SettlementToken and that both name the same accounts.
    error Token_ReserveMissing(ISettlementToken other, uint256 arrivedMinor, uint256 expectedMinor);
    /// @notice Only the correspondent of the payment under way may ask for its reserve, once.
    /// @custom:remedy Pay with `payThrough`; it does the rest.
    error Token_NoPaymentUnderWay(address caller, uint256 amountMinor);

    /// @notice Names or changes a correspondent. Operators of the issuer, who must know its code: its holders' payments
    /// pass through it.
    function setCorrespondent(ISettlementToken other, Correspondent calldata correspondent) external;

    /// @notice Ends the correspondence in both directions. Operators of the issuer.
    function removeCorrespondent(ISettlementToken other) external;

    /// @notice Pays from the caller's account here into `payee`'s account in the other bank's money. The caller's limits
    /// apply.
    function payThrough(
        ISettlementToken other,
        address payee,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) external;

    /// @notice Creates `payee`'s money for reserve that the calling correspondent brings. Called by `payThrough` there.
    function creditThrough(
        address from,
        address payee,
        uint256 amountMinor,
        PaymentReference paymentReference
    ) external;

    /// @notice Moves the reserve of the payment under way. Called by `creditThrough` of the other.
    function bringReserve(uint256 amountMinor) external;

    /// @notice The terms with a correspondent; all zero if there are none.
    function correspondence(ISettlementToken other) external view returns (Correspondent memory);
}
