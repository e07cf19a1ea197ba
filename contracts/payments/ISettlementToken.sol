// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {OrgId} from "../common/OrgId.sol";
import {PaymentReference} from "../common/PaymentReference.sol";

/// @title Money of a named bank in one currency
/// @notice A claim on its issuer, one unit per minor unit of an ISO 4217 currency (`decimals` is the currency's exponent:
/// JPY 0, EUR 2, KWD 3). Only accounts that may act in the consortium hold and move it, within the limits that the issuer
/// gives to their class; beside them custodians, contracts that the issuer admitted to hold money for members.
/// @dev Who may do what:
/// - operators of the issuer, an organisation with the bank capability: issue, recover, freeze, limits, custodians;
/// - a holder: pay, redeem, authorise by signature;
/// - anyone: deliver a signed authorisation.
///
/// Amounts are minor units below 2^96. Days are UTC days.
interface ISettlementToken is IERC20Metadata {
    /// @notice What one class of accounts may pay. Custodians have no limits.
    /// @param perPaymentMinor Most that one payment may carry.
    /// @param perDayMinor Most that an account may pay in one UTC day.
    struct Limits {
        uint96 perPaymentMinor;
        uint96 perDayMinor;
    }

    /// @notice One payment of a batch.
    struct PaymentItem {
        address payee;
        uint96 amountMinor;
        PaymentReference paymentReference;
    }

    /// @notice Money that could not reach its payee.
    /// @param payee The account it is for; any account of that organisation may claim it.
    /// @param returnTo The account that gets it if the issuer returns it.
    /// @param amountMinor Zero once it was claimed or returned.
    /// @param heldAt When it was put aside.
    struct QuarantinedPayment {
        address payee;
        uint96 amountMinor;
        address returnTo;
        uint40 heldAt;
    }

    /// @notice The bank that owes this money.
    function issuer() external view returns (OrgId);

    /// @notice Its currency: three letters of ISO 4217.
    function currency() external view returns (string memory);

    /// @notice Pays from the caller's account. The payee must be able to receive, or the call reverts.
    /// @param paymentReference See `PaymentReference`; emitted with the payment.
    function pay(address payee, uint256 amountMinor, PaymentReference paymentReference) external;

    /// @notice As `pay`, but money that may not reach its payee now is put aside for it instead of stopping the caller.
    /// @param returnTo Gets the money if the payee never can: an account of whoever it came from.
    /// @return quarantineId Zero if the payee was paid, otherwise names the quarantined payment.
    function payOrQuarantine(
        address payee,
        uint256 amountMinor,
        address returnTo,
        PaymentReference paymentReference
    ) external returns (uint256 quarantineId);

    /// @notice Receives what `from` has authorised by signature for the caller alone (EIP-3009), so that nobody else
    /// can deliver the authorisation first and take the payment out of its context.
    /// @param from Payer; an EOA, or a contract that speaks EIP-1271.
    /// @param to The caller.
    /// @param validAfter The authorisation is good later than this, seconds UTC.
    /// @param validBefore The authorisation is good earlier than this, seconds UTC.
    /// @param nonce Any number that the payer has not used; numbers that follow each other are cheapest, since 256 of
    /// them share a word.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice Whether the issuer admitted `account` as a custodian: a contract that holds money for members and is
    /// not a member itself.
    function isCustodian(address account) external view returns (bool);
}
