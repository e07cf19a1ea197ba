// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {ISettlementToken} from "../payments/ISettlementToken.sol";
import {IClaims} from "./IClaims.sol";

/// @title Financing of claims
/// @notice A bank offers by signature to buy units of a claim (discount) or to lend against them; their holder accepts, and
/// units and money change hands in one transaction or not at all. A loan is repaid in parts; its pledge goes with it.
/// @dev Who may do what:
/// - a bank: sign offers, cancel them by nonce, limit what it lends on each debtor, enforce the pledge of its loan in
///   default; release units of it early through the claims' own `release`;
/// - the holder named in an offer: accept it, buy discounted units back where that was agreed;
/// - the borrower: repay out of what the debtor paid on the pledged units;
/// - anyone: repay a loan, declare its default.
///
/// The contract holds neither units nor money, except within one call for a bank that cannot be paid. It moves units as
/// the ERC-6909 operator or spender of their holder, and money under ERC-20 allowances. The rooms of claims and the money
/// ask whether everyone may act. Signatures are EIP-712 of the running chain; a key signs with low s, a contract through
/// EIP-1271.
///
/// **What a claim is financed for, once.** Discounted units are the bank's; pledged units move for nobody but this contract,
/// the agent of the pledge. The document behind the claim is one claim in all rooms, see `IClaimRegistry`.
///
/// **Interest** is simple, on the principal that is still owed, by the second in years of 360 days (act/360): at `rateBps`
/// until `dueAt`, from then on at `overdueRateBps` instead. Interest bears none. Fractions of a minor unit add up and are
/// rounded down where they are paid, however often that is.
///
/// **Money on a loan** goes to fees, then overdue interest, then interest, then principal.
///
/// **Enforcement** takes no more units than the debt is worth, ⌊owed × units ÷ value⌋ of those that were pledged at the
/// value agreed or unpaid at the start, frees the others, and takes their value, rounded up, off the debt.
interface IFinancing {
    /// @notice How a loan stands, derived from facts and the clock.
    enum LoanStatus {
        None,
        Running,
        Overdue,
        Defaulted,
        Settled
    }

    /// @notice A bank's offer to buy units. Its EIP-712 digest, bound to chain and contract, is the id of the discount.
    /// @param bank Account that signs, pays and gets the units.
    /// @param seller Account that holds them, accepts and is paid.
    /// @param room Name in the directory of the contract that keeps the claim, such as `receivables`.
    /// @param claimId The claim.
    /// @param units How many.
    /// @param priceMinor What they cost, above zero.
    /// @param token Money of the price; it need not be that of the claim.
    /// @param minUnpaidMinor What the debtor must still owe on these very units; zero where a room knows no money.
    /// @param buyBackUntil The seller may buy the units back before this, seconds UTC; zero for never.
    /// @param buyBackPriceMinor At this price; zero if and only if never.
    /// @param nonce Any number that the bank has not used here; several offers may share one, and only one of them is
    /// accepted. Numbers that follow each other are cheapest.
    /// @param expiresAt The offer is good earlier than this, seconds UTC.
    struct DiscountOffer {
        address bank;
        address seller;
        bytes32 room;
        uint256 claimId;
        uint96 units;
        uint96 priceMinor;
        ISettlementToken token;
        uint96 minUnpaidMinor;
        uint40 buyBackUntil;
        uint96 buyBackPriceMinor;
        uint256 nonce;
        uint40 expiresAt;
    }

    /// @notice A bank's offer to lend against units. Its EIP-712 digest, bound to chain and contract, is the id of the loan.
    /// @param bank Account that signs, lends and is repaid; its organisation is the pledgee.
    /// @param borrower Account that holds the units, accepts and gets the principal.
    /// @param room As in `DiscountOffer`.
    /// @param claimId The claim.
    /// @param units How many are pledged.
    /// @param principalMinor What is lent, above zero.
    /// @param token Money of the loan.
    /// @param minUnpaidMinor As in `DiscountOffer`, in the money of the claim.
    /// @param valueMinor What both take the units to be worth, in `token`. Zero for what the debtor still owes on them,
    /// which needs a receivable paid in `token`.
    /// @param advanceBps The principal is at most so many of 10,000 of that value; at most 10,000.
    /// @param feeMinor A fee that is owed with the loan.
    /// @param rateBps Interest of a year of 360 days, of 10,000.
    /// @param overdueRateBps The same from `dueAt` on.
    /// @param dueAt When all is to be repaid, in the future, seconds UTC.
    /// @param graceSeconds The loan is in default so long after `dueAt`.
    /// @param nonce As in `DiscountOffer`; both kinds of offers share the numbers.
    /// @param expiresAt As in `DiscountOffer`.
    struct LoanOffer {
        address bank;
        address borrower;
        bytes32 room;
        uint256 claimId;
        uint96 units;
        uint96 principalMinor;
        ISettlementToken token;
        uint96 minUnpaidMinor;
        uint96 valueMinor;
        uint16 advanceBps;
        uint96 feeMinor;
        uint16 rateBps;
        uint16 overdueRateBps;
        uint40 dueAt;
        uint32 graceSeconds;
        uint256 nonce;
        uint40 expiresAt;
    }

    /// @notice A loan as it stands now.
    /// @param status Derived now.
    /// @param bank Account that lent.
    /// @param borrower Account that borrowed.
    /// @param lender Organisation of the bank.
    /// @param debtor Whom the exposure counts against: the debtor of a receivable, the borrower where goods are pledged.
    /// @param claims Contract that keeps the claim.
    /// @param claimId The claim.
    /// @param pledgeId The pledge within it.
    /// @param pledgedUnits Units still pledged.
    /// @param token Money of the loan.
    /// @param principalMinor Owed now.
    /// @param interestMinor Owed now, rounded down.
    /// @param overdueInterestMinor Owed now, rounded down.
    /// @param feeMinor Owed now.
    /// @param dueAt When all is to be repaid, seconds UTC.
    /// @param defaultsAt When the loan is in default, seconds UTC.
    /// @param defaultDeclared Whether someone put its default on record; that stays, whatever is repaid later.
    struct Loan {
        LoanStatus status;
        address bank;
        address borrower;
        OrgId lender;
        OrgId debtor;
        IClaims claims;
        uint256 claimId;
        bytes32 pledgeId;
        uint96 pledgedUnits;
        ISettlementToken token;
        uint256 principalMinor;
        uint256 interestMinor;
        uint256 overdueInterestMinor;
        uint256 feeMinor;
        uint40 dueAt;
        uint40 defaultsAt;
        bool defaultDeclared;
    }

    /// @notice What money on a loan went to, in this order.
    struct Allotment {
        uint256 feeMinor;
        uint256 overdueInterestMinor;
        uint256 interestMinor;
        uint256 principalMinor;
    }

    /// @notice Units were bought and paid for.
    event Discounted(
        bytes32 indexed discountId,
        address indexed bank,
        address indexed seller,
        DiscountOffer offer
    );
    /// @notice The seller has bought the units back, to `receiver`. `quarantineId` is not zero if the price waits for the
    /// bank.
    event BoughtBack(
        bytes32 indexed discountId,
        address indexed payer,
        address indexed receiver,
        uint256 priceMinor,
        uint256 quarantineId
    );
    /// @notice Units were pledged and the principal paid.
    /// @param valueMinor What the units are taken to be worth.
    event LoanOpened(
        bytes32 indexed loanId,
        OrgId indexed lender,
        OrgId indexed debtor,
        bytes32 pledgeId,
        uint256 valueMinor,
        LoanOffer offer
    );
    /// @notice Money came in on a loan. `quarantineId` is not zero if it waits for the bank.
    event LoanRepaid(
        bytes32 indexed loanId,
        address indexed payer,
        Allotment allotment,
        uint256 principalLeftMinor,
        uint256 quarantineId
    );
    /// @notice Nothing is owed on a loan any more; what was still pledged is free.
    event LoanSettled(bytes32 indexed loanId);
    /// @notice The default of a loan was put on record.
    event LoanDefaultDeclared(bytes32 indexed loanId, address indexed by, uint256 owedMinor);
    /// @notice The bank took `taken` units to `receiver` for what `allotment` says; `released` units came free.
    event LoanEnforced(
        bytes32 indexed loanId,
        address indexed receiver,
        uint256 taken,
        uint256 released,
        Allotment allotment,
        uint256 principalLeftMinor
    );
    /// @notice The bank took back all offers with this nonce.
    event OfferCancelled(address indexed bank, uint256 nonce);
    /// @notice A bank limits the principal that it lends on a debtor from now on; 2^96−1 means no limit.
    event ExposureLimitSet(
        OrgId indexed bank,
        OrgId indexed debtor,
        ISettlementToken indexed token,
        uint256 limitMinor
    );

    /// @notice The terms of the offer cannot hold: no units, no money, a buy-back without price or time, a due date that is
    /// past, an advance above the whole.
    /// @custom:remedy Ask the bank for a corrected offer.
    error Financing_BadOffer(bytes32 offerId);
    /// @notice The offer has run out.
    /// @custom:remedy Ask the bank for a new one.
    error Financing_OfferExpired(uint40 expiresAt, uint256 time);
    /// @notice An offer with this nonce was accepted or cancelled.
    /// @custom:remedy `finance list` tells which; ask the bank for a new one.
    error Financing_NonceUsed(address bank, uint256 nonce);
    /// @notice The signature is not that bank's for this very offer on this chain.
    /// @custom:remedy Ask the bank to sign again; check chain, contract, every field and the key.
    error Financing_BadSignature(address bank);
    /// @notice An offer is accepted by the account that it names.
    /// @custom:remedy Sign with that account, or ask the bank for an offer to yours.
    error Financing_NotNamed(address caller, address named);
    /// @notice A bank finances others, not its own organisation.
    /// @custom:remedy Pass units on within the organisation by a transfer.
    error Financing_OwnOrganisation(OrgId orgId);
    /// @notice The debtor owes less on the units than the offer supposes.
    /// @custom:remedy Ask the bank for an offer on what is still unpaid; `asset show` tells how much that is.
    error Financing_UnpaidBelow(uint256 claimId, uint256 unpaidMinor, uint256 minUnpaidMinor);
    /// @notice Units that are not paid in the money of the loan have no value in it unless the offer says one.
    /// @custom:remedy Ask the bank for an offer with `valueMinor`.
    error Financing_NoValue(uint256 claimId, ISettlementToken token);
    /// @notice The principal is above the part of the value that the bank advances.
    /// @custom:remedy Pledge more units, or ask for a smaller loan.
    error Financing_OverAdvance(uint256 principalMinor, uint256 mostMinor);
    /// @notice With this loan the bank would lend more on the debtor than the limit that it set itself.
    /// @custom:remedy Ask the bank to raise its limit (`finance limit`), or for a smaller loan.
    error Financing_OverLimit(OrgId bank, OrgId debtor, uint256 principalMinor, uint256 limitMinor);
    /// @notice There is no such loan.
    /// @custom:remedy Check the id; `finance list` shows them.
    error Financing_UnknownLoan(bytes32 loanId);
    /// @notice Nothing is owed on the loan any more.
    /// @custom:remedy Nothing is left to do; `finance show` tells what was repaid.
    error Financing_Settled(bytes32 loanId);
    /// @notice A repayment of nothing would leave but a trace.
    /// @custom:remedy Give an amount above zero.
    error Financing_ZeroAmount(bytes32 loanId);
    /// @notice The bank's account can receive no money now, and the contract may not hold it for the bank.
    /// @custom:remedy Ask the issuer to admit the contract as custodian (`token admit financing`); then the money waits
    /// there.
    error Financing_BankCannotBePaid(address bank);
    /// @notice Only the borrower whose units are pledged repays out of them.
    /// @custom:remedy Sign with the account that holds them; others repay with their own money.
    error Financing_NotBorrower(bytes32 loanId, address caller, address holder);
    /// @notice The pledged claim is paid in goods or in another money.
    /// @custom:remedy Repay with `finance repay`.
    error Financing_OtherMoney(bytes32 loanId);
    /// @notice Only the bank that lent does this.
    /// @custom:remedy Sign with an account of the bank.
    error Financing_NotLender(bytes32 loanId, OrgId caller, OrgId lender);
    /// @notice The loan is not in default yet.
    /// @custom:remedy Wait until `defaultsAt`.
    error Financing_NotInDefault(bytes32 loanId, uint40 defaultsAt);
    /// @notice The default is on record.
    /// @custom:remedy Nothing is left to do.
    error Financing_AlreadyDeclared(bytes32 loanId);
    /// @notice No units are pledged for the loan any more.
    /// @custom:remedy Claim what is left from the borrower.
    error Financing_NoCollateral(bytes32 loanId);
    /// @notice What is owed is worth less than one unit, and no more is taken than is owed.
    /// @custom:remedy Have it repaid; the pledge stands until then.
    error Financing_LessThanOneUnit(bytes32 loanId, uint256 owedMinor);
    /// @notice No buy-back is open: it was not agreed, the offer was not accepted, or the units were bought back.
    /// @custom:remedy `finance show` tells what was agreed.
    error Financing_NoBuyBack(bytes32 discountId);
    /// @notice The time to buy back is over.
    /// @custom:remedy Agree on a new sale with the bank.
    error Financing_BuyBackOver(bytes32 discountId, uint40 buyBackUntil);
    /// @notice Units are bought back by the organisation that sold them, to an account of its own.
    /// @custom:remedy Sign with an account of the seller and name one.
    error Financing_NotSeller(bytes32 discountId, OrgId orgId, OrgId seller);

    /// @notice Sells the units to the bank. The seller named in the offer.
    /// @return discountId EIP-712 digest of the offer.
    function acceptDiscount(
        DiscountOffer calldata offer,
        bytes calldata signature
    ) external returns (bytes32 discountId);

    /// @notice Pledges the units to the bank and gets the principal. The borrower named in the offer.
    /// @return loanId EIP-712 digest of the offer.
    function acceptLoan(LoanOffer calldata offer, bytes calldata signature) external returns (bytes32 loanId);

    /// @notice Takes back all offers of the caller with these nonces; used ones are left alone.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Buys discounted units back: the agreed price to the bank's account, the units out of it. Any account of the
    /// seller's organisation that may act; the bank must let this contract move the units.
    /// @param receiver Account of the seller that gets them; one without units of a lower tier.
    /// @param minUnpaidMinor What the debtor must still owe on them; the seller's guard against money that the bank has
    /// received meanwhile. Zero where a room knows no money.
    function buyBack(DiscountOffer calldata offer, address receiver, uint256 minUnpaidMinor) external;

    /// @notice Repays a loan with the caller's money, in part or whole. Anyone. With the last of it the units come free.
    /// @param mostMinor At most so much; no more than is owed is taken. 2^256−1 settles the loan.
    /// @return paidMinor What was taken.
    function repay(bytes32 loanId, uint256 mostMinor) external returns (uint256 paidMinor);

    /// @notice Settles a loan with what the debtor paid on the pledged units: frees them, has their holder paid what is due
    /// to it, and repays all from its account, or nothing of it. The holder of the units.
    /// @return paidMinor What was owed.
    function repayFromClaim(bytes32 loanId) external returns (uint256 paidMinor);

    /// @notice Puts the default of a loan on record. Anyone, from `defaultsAt` on.
    function declareDefault(bytes32 loanId) external;

    /// @notice Takes pledged units for what is owed, see above, and frees the others. The bank, from `defaultsAt` on.
    /// @param receiver Account of the bank that gets them.
    function enforce(bytes32 loanId, address receiver) external;

    /// @notice Limits the principal that the caller's organisation lends on a debtor. Loans that run go on.
    /// @param limitMinor 2^96−1 for no limit.
    function setLimit(OrgId debtor, ISettlementToken token, uint96 limitMinor) external;

    /// @notice EIP-712 digest of an offer on the running chain: what the bank signs.
    function discountIdOf(DiscountOffer calldata offer) external view returns (bytes32);

    /// @notice EIP-712 digest of an offer on the running chain: what the bank signs.
    function loanIdOf(LoanOffer calldata offer) external view returns (bytes32);

    /// @notice Whether an offer with this nonce was accepted or cancelled.
    function isNonceUsed(address bank, uint256 nonce) external view returns (bool);

    /// @notice A loan as it stands now; reverts when there is none.
    function loanOf(bytes32 loanId) external view returns (Loan memory);

    /// @notice Whether the seller has discounted units to buy back; the time may be over.
    function isBuyBackOpen(bytes32 discountId) external view returns (bool);

    /// @notice Principal that a bank has lent here and not got back, in one money.
    function exposureOf(OrgId bank, ISettlementToken token) external view returns (uint256);

    /// @notice Thereof on one debtor, with the bank's limit.
    function exposureTo(
        OrgId bank,
        OrgId debtor,
        ISettlementToken token
    ) external view returns (uint256 principalMinor, uint256 limitMinor);
}
