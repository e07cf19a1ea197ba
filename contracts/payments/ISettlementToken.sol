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
/// - operators of the issuer, an organisation with the bank capability: issue, recover, return, freeze, limits, custodians;
/// - a holder: pay, redeem, authorise by signature;
/// - any account of the organisation that a quarantined payment is for: claim it;
/// - anyone: deliver a signed authorisation, make new limits bind at once.
///
/// Amounts are minor units below 2^96. Days are UTC days. Quarantined money is held by the token's own address, so that
/// balances always add up to the supply. Signatures are EIP-712 of the running chain; a key signs with low s, a contract
/// through EIP-1271.
interface ISettlementToken is IERC20Metadata {
    /* ------------------------------------------------------------------ */
    /*                               Records                              */
    /* ------------------------------------------------------------------ */

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

    /// @notice What became of one payment of a batch.
    /// @custom:value0 AlreadyPaid Its nonce was used before; nothing was done now.
    /// @custom:value1 Paid The payee has the money.
    /// @custom:value2 Quarantined The payee could not be paid; the money waits for it.
    /// @custom:value3 OverLimit Left undone, since it is above a limit of the payer; its nonce stays unused.
    /// @custom:value4 NotCovered Left undone, since the balance does not cover it; its nonce stays unused.
    enum Outcome {
        AlreadyPaid,
        Paid,
        Quarantined,
        OverLimit,
        NotCovered
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

    /// @notice An account as this money knows it.
    /// @param balanceMinor What it holds.
    /// @param paidTodayMinor What it has paid this UTC day; redemptions do not count.
    /// @param nextNonce All nonces below it are used.
    /// @param limitClass Class of its limits.
    /// @param frozen Whether the issuer froze it.
    /// @param custodian Whether it is a custodian, admitted or dismissed.
    struct AccountState {
        uint96 balanceMinor;
        uint96 paidTodayMinor;
        uint16 nextNonce;
        uint8 limitClass;
        bool frozen;
        bool custodian;
    }

    /* ------------------------------------------------------------------ */
    /*                               Events                               */
    /* ------------------------------------------------------------------ */

    /// @notice The issuer created money in an account.
    event Issued(address indexed to, uint256 amountMinor, bytes32 indexed issueReference);
    /// @notice A holder gave money back to the issuer, who owes it outside the ledger from now on.
    event Redeemed(address indexed from, uint256 amountMinor, bytes32 indexed redeemReference);
    /// @notice A payment with its reference; the `Transfer` before it moved the money, or a quarantine put it aside.
    event PaymentMade(
        address indexed from,
        address indexed to,
        uint256 amountMinor,
        PaymentReference paymentReference
    );
    /// @notice A batch was worked through. Each item `Paid` or `Quarantined` has its `Transfer` from the payer before this,
    /// in the order of the items.
    /// @param outcomes One byte per item, see `Outcome`.
    event BatchPaid(
        address indexed payer,
        uint256 firstNonce,
        PaymentReference[] paymentReferences,
        bytes outcomes
    );
    /// @notice An authorisation was delivered (EIP-3009).
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    /// @notice A payer took an authorisation back (EIP-3009).
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    /// @notice Money that could not reach its payee was put aside for it.
    event PaymentQuarantined(
        uint256 indexed quarantineId,
        address indexed payee,
        address indexed returnTo,
        address from,
        uint256 amountMinor,
        PaymentReference paymentReference
    );
    /// @notice The payee's organisation took quarantined money.
    event QuarantineClaimed(
        uint256 indexed quarantineId,
        address indexed to,
        address indexed claimedBy,
        uint256 amountMinor
    );
    /// @notice The issuer sent quarantined money back to where it came from.
    event QuarantineReturned(
        uint256 indexed quarantineId,
        address indexed to,
        uint256 amountMinor,
        bytes32 returnReference
    );
    /// @notice The issuer moved the balance of a lost account to another account of the same organisation.
    event BalanceRecovered(
        address indexed lost,
        address indexed to,
        uint256 amountMinor,
        bytes32 indexed recoveryReference
    );
    /// @notice The issuer stopped an account in this money.
    event AccountFrozen(address indexed account);
    /// @notice The issuer lifted its freeze.
    event AccountUnfrozen(address indexed account);
    /// @notice The limits of a class changed.
    event LimitsChanged(uint8 indexed limitClass, Limits limits, Limits previous);
    /// @notice An account came under the limits of another class.
    event AccountClassified(address indexed account, uint8 indexed limitClass, uint8 previous);
    /// @notice A contract may hold this money for members from now on.
    event CustodianAdmitted(address indexed custodian);
    /// @notice A custodian receives no more; it still pays out what it holds.
    event CustodianRemoved(address indexed custodian);

    /* ------------------------------------------------------------------ */
    /*                               Errors                               */
    /* ------------------------------------------------------------------ */

    /// @notice Only operators of the issuer may do this.
    /// @custom:remedy Sign with an account of the bank that issues this money.
    error Token_NotIssuer(address caller, OrgId issuer);
    /// @notice Money is issued by an organisation with the bank capability.
    /// @custom:remedy Name a bank, or propose to extend its capabilities first.
    error Token_IssuerIsNoBank(OrgId issuer);
    /// @notice A currency is three capital letters of ISO 4217.
    /// @custom:remedy Give a code such as EUR.
    error Token_BadCurrency(string currency);
    /// @notice Each reference issues or redeems once, so that work done twice moves money once.
    /// @custom:remedy If the first one was not meant, give a new reference; otherwise all is done.
    error Token_ReferenceUsed(bytes32 usedReference);
    /// @notice This act needs an amount above zero.
    /// @custom:remedy Give an amount of at least one minor unit.
    error Token_ZeroAmount();
    /// @notice All money of this token together stays below 2^96 minor units.
    /// @custom:remedy Issue less.
    error Token_SupplyTooLarge(uint256 supplyMinor, uint256 maximumMinor);
    /// @notice The issuer froze this account in its money.
    /// @custom:remedy Ask the issuer; it may unfreeze the account.
    error Token_AccountFrozen(address account);
    /// @notice The payment is above what an account of this class may pay at once.
    /// @custom:remedy Split it, or ask the issuer for a higher limit.
    error Token_OverPaymentLimit(address account, uint256 amountMinor, uint256 limitMinor);
    /// @notice With this payment the account would pay more than its class may in one UTC day.
    /// @custom:remedy Wait until midnight UTC, pay less, or ask the issuer for a higher limit.
    error Token_OverDailyLimit(address account, uint256 paidMinor, uint256 limitMinor);
    /// @notice A custodian is a contract with code that is no account of a member.
    /// @custom:remedy Give the address of a deployed contract, such as an escrow.
    error Token_CannotBeCustodian(address account);
    /// @notice Custodians cannot be frozen, classified or emptied by recovery, since they hold the money of others.
    /// @custom:remedy Dismiss it: it receives no more and still pays out.
    error Token_IsCustodian(address account);
    /// @notice The issuer dismissed this custodian, so it receives no more.
    /// @custom:remedy Use a custodian that the issuer admits.
    error Token_CustodianDismissed(address custodian);
    /// @notice The account is in that state already.
    /// @custom:remedy Nothing is left to do.
    error Token_NothingToChange(address account);
    /// @notice The payer used or cancelled this nonce before.
    /// @custom:remedy If the payment was not made, sign it again with a fresh nonce.
    error Token_NonceUsed(address payer, bytes32 nonce);
    /// @notice The authorisation is good only later.
    /// @custom:remedy Wait, or ask the payer for another.
    error Token_AuthorizationTooEarly(uint256 validAfter, uint256 time);
    /// @notice The authorisation has run out.
    /// @custom:remedy Ask the payer to sign again.
    error Token_AuthorizationExpired(uint256 validBefore, uint256 time);
    /// @notice The signature is not the payer's for these very terms on this chain.
    /// @custom:remedy Sign again; check chain, token, every field and the key.
    error Token_BadSignature(address signer);
    /// @notice An authorisation to receive is delivered by its payee alone.
    /// @custom:remedy Let the payee deliver it.
    error Token_CallerIsNotPayee(address caller, address payee);
    /// @notice There is no such quarantined payment, or it was claimed or returned.
    /// @custom:remedy `token quarantine` lists what is put aside.
    error Token_NotInQuarantine(uint256 quarantineId);
    /// @notice The payee cannot be paid now, and the money could not be put aside for it, since the account to return it
    /// to is neither a custodian nor of any organisation: it might be locked for good.
    /// @custom:remedy Name an account of whoever the money came from.
    error Token_NoWayBack(address returnTo);
    /// @notice Money stays within the organisation it belongs to.
    /// @custom:remedy Name an account of that organisation.
    error Token_OtherOrganisation(address account, OrgId found, OrgId expected);
    /// @notice A balance is recovered to another account.
    /// @custom:remedy Name the account that replaces the lost one.
    error Token_RecoveryToItself(address account);

    /* ------------------------------------------------------------------ */
    /*                           Issuing and redeeming                    */
    /* ------------------------------------------------------------------ */

    /// @notice Creates money in an account of a member or a custodian. Operators of the issuer.
    /// @param issueReference Names the deposit behind it; used once.
    function issue(address to, uint256 amountMinor, bytes32 issueReference) external;

    /// @notice Gives money back to the issuer, who owes it outside the ledger from then on. Any holder that may act; limits
    /// do not apply, since a limit must not keep a holder from its claim.
    /// @param redeemReference Names the payout; each account uses it once.
    function redeem(uint256 amountMinor, bytes32 redeemReference) external;

    /* ------------------------------------------------------------------ */
    /*                               Paying                               */
    /* ------------------------------------------------------------------ */

    /// @notice Pays from the caller's account. The payee must be able to receive, or the call reverts.
    /// @param paymentReference See `PaymentReference`; emitted with the payment.
    function pay(address payee, uint256 amountMinor, PaymentReference paymentReference) external;

    /// @notice Pays many at once; any account that may act. An item whose nonce is used is taken for paid and left alone, so
    /// that a batch can be run again: then it pays what is left. An item above a limit or above the balance is left undone,
    /// and so is its nonce; a payee that cannot be paid now gets its money by quarantine. None of them stops the others.
    /// @param firstNonce Nonce of the first item; the others follow. The same nonces as those of authorisations.
    /// @return outcomes One byte for each item, see `Outcome`.
    function payBatch(
        uint256 firstNonce,
        PaymentItem[] calldata items
    ) external returns (bytes memory outcomes);

    /// @notice As `pay`, but money that may not reach its payee now is put aside for it instead of stopping the caller. A
    /// payment of nothing reaches anyone.
    /// @param returnTo Gets the money if the payee never can: an account of whoever it came from, a member's or a
    /// custodian. Money is put aside only with a way back, so a payee alone never stops the caller.
    /// @return quarantineId Zero if the payee was paid, otherwise names the quarantined payment.
    function payOrQuarantine(
        address payee,
        uint256 amountMinor,
        address returnTo,
        PaymentReference paymentReference
    ) external returns (uint256 quarantineId);

    /// @notice Pays what `from` has authorised by signature (EIP-3009). Anyone may deliver it, once, within its time.
    /// @dev See `receiveWithAuthorization`, which a contract must use that books what it receives.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

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

    /// @notice Uses up a nonce so that what was signed with it can never be delivered; by the payer's signature, also when
    /// the payer may not act.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice Whether the nonce was used or cancelled.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);

    /* ------------------------------------------------------------------ */
    /*                             Quarantine                             */
    /* ------------------------------------------------------------------ */

    /// @notice Takes quarantined money to an account of the payee's organisation, whatever became of the payee's account.
    /// Any account of that organisation that may act now.
    /// @param to Account of the same organisation that may act now.
    function claim(uint256 quarantineId, address to) external;

    /// @notice Sends quarantined money back to where it came from. Operators of the issuer.
    /// @param to `returnTo` of the payment, or another account of its organisation if that one is gone. A custodian that
    /// was dismissed since has to be admitted again first.
    /// @param returnReference Names the grounds.
    function returnQuarantined(uint256 quarantineId, address to, bytes32 returnReference) external;

    /// @notice A quarantined payment; all zero if there is none.
    function inQuarantine(uint256 quarantineId) external view returns (QuarantinedPayment memory);

    /// @notice How many payments were ever put aside; their ids are 1 to this number.
    function quarantineCount() external view returns (uint256);

    /* ------------------------------------------------------------------ */
    /*                        Powers of the issuer                        */
    /* ------------------------------------------------------------------ */

    /// @notice Moves the whole balance of a lost account to another account of the same organisation, which takes over its
    /// class and what it paid today. Operators of the issuer.
    /// @param lost May be frozen or removed; no custodian.
    /// @param to May act now and is not frozen.
    function recover(address lost, address to, bytes32 recoveryReference) external;

    /// @notice Stops an account in this money: it neither pays nor receives nor redeems. Operators of the issuer.
    function freeze(address account) external;

    /// @notice Lifts the issuer's freeze. Operators of the issuer.
    function unfreeze(address account) external;

    /// @notice Sets what accounts of a class may pay. Operators of the issuer. Higher limits hold at once; lower ones hold
    /// for an account from its first payment of the next UTC day on, or from `bindLimits` on.
    function setLimits(uint8 limitClass, Limits calldata limits) external;

    /// @notice Puts an account under the limits of a class, which hold at once. Operators of the issuer.
    function classify(address account, uint8 limitClass) external;

    /// @notice Makes the present limits of their class hold for accounts at once. Anyone.
    function bindLimits(address[] calldata accounts) external;

    /// @notice Lets a contract hold this money for members: without limits and without being a member. Operators of the
    /// issuer, who must know its code and has not frozen it.
    function admitCustodian(address custodian) external;

    /// @notice Lets a custodian receive no more. It still pays out what it holds, so no money is locked. Operators of the
    /// issuer.
    function removeCustodian(address custodian) external;

    /* ------------------------------------------------------------------ */
    /*                                Views                               */
    /* ------------------------------------------------------------------ */

    /// @notice The bank that owes this money.
    function issuer() external view returns (OrgId);

    /// @notice Its currency: three letters of ISO 4217.
    function currency() external view returns (string memory);

    /// @notice Whether the issuer admitted `account` as a custodian: a contract that holds money for members and is
    /// not a member itself.
    function isCustodian(address account) external view returns (bool);

    /// @notice An account as this money knows it.
    function holdingOf(address account) external view returns (AccountState memory);

    /// @notice The limits of a class; 2^96−1 where there is none.
    function limitsFor(uint8 limitClass) external view returns (Limits memory);

    /// @notice Whether a reference of a redemption by `account` is used; of an issue, if `account` is zero.
    function isReferenceUsed(address account, bytes32 usedReference) external view returns (bool);
}
